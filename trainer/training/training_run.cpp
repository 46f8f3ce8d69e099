// SPDX-License-Identifier: MIT
// The training loop. It knows a step only as "batches to named losses".
#include "trainer/training/training_run.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "models/inference/device.h"
#include "models/networks/initialise.h"
#include "models/weights/atomic_file.h"
#include "models/weights/model_file.h"
#include "trainer/data/holed_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/drawing/graphviz.h"
#include "trainer/drawing/model_graphs.h"
#include "trainer/training/init_from.h"
#include "trainer/training/option_table.h"
#include "trainer/training/sample_sheet.h"
#include "trainer/training/settling.h"

namespace p2p {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

TrainOptions checked(const TrainOptions& options) {
  check_options(options);
  return options;
}

void refuse_to_overwrite(const TrainOptions& options, const RunFolder& folder) {
  if (!options.continue_train &&
      (folder.newest_checkpoint() || std::filesystem::exists(folder.model())))
    throw std::runtime_error(
        "'" + folder.path().string() +
        "' holds a run already: add --resume to go on with it, or choose "
        "another --name");
}

void set_machine(const TrainOptions& options) {
  if (options.threads > 0) at::set_num_threads(options.threads);
  // Read when CUDA's library of matrix products starts.
  if (options.deterministic) ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
  at::globalContext().setDeterministicAlgorithms(options.deterministic, false);
  at::globalContext().setDeterministicCuDNN(options.deterministic);
  // Steps are all of one size.
  at::globalContext().setBenchmarkCuDNN(!options.deterministic);
  torch::manual_seed(options.seed);
}

}  // namespace

TrainingRun::TrainingRun(const TrainOptions& options)
    : options_(checked(options)),
      folder_(options.run_dir()),
      spec_(generator_spec(options)) {
  const DeviceChoice device = choose_device(options.device);
  refuse_to_overwrite(options, folder_);
  open_data();
  set_machine(options);
  make_networks(device.device);
  check_plateau();
  if (options.continue_train) resume();
  folder_.create();
  lock_ = std::make_unique<RunLock>(folder_.path());
  folder_.clean();
  AtomicFile file(folder_.options());
  file.write(to_toml(options));
  file.commit();
  log_ = std::make_unique<RunLog>(folder_.log());
  loss_file_ = std::make_unique<LossFile>(folder_.losses(),
                                          plan_->steps_before(position_));
  tell_beginning(device.device.str() + " (" + device.reason + ")");
  draw_networks();
  if (drop_checkpoints_after_ >= 0) save();
}

TrainingRun::~TrainingRun() = default;

void TrainingRun::check_plateau() const {
  if (schedule_of(options_).policy != RatePolicy::kPlateau ||
      examination_->possible() || options_.lambda_l1 > 0.0)
    return;
  throw std::invalid_argument(
      "--lr_policy plateau follows a figure of validation pictures or the L1 "
      "loss, and there is neither: add validation pictures (--folds 5 sets "
      "some apart), or choose another --lr_policy");
}

PairSourcePtr TrainingRun::to_judge(const PairSourcePtr& pairs) const {
  PairSourcePtr sized = judging_size(pairs, options_.data, options_.crop_size);
  if (!holes_) return sized;
  return std::make_shared<HoledPairs>(std::move(sized), holes_, options_.seed);
}

void TrainingRun::open_data() {
  const DataOptions& data = options_.data;
  holes_ = open_holes(options_.holes);
  train_pairs_ =
      training_size(open_training_pairs(data), data, options_.load_size,
                    static_cast<size_t>(options_.cache_gib * (1ull << 30)));
  if (const PairSourcePtr val = open_pairs_if_any(data, "val"))
    val_pairs_ = to_judge(val);
  loader_ = std::make_unique<PairLoader>(
      train_pairs_, LoaderOptions{.seed = options_.seed,
                                  .draws = options_.draws,
                                  .batch_size = options_.batch_size,
                                  .crop_size = options_.crop_size,
                                  .flip = !options_.no_flip,
                                  .threads = options_.num_threads,
                                  .range = value_range(spec_),
                                  .preprocess = data.preprocess,
                                  .kinds = kinds_in_order(data),
                                  .augmentation = data.augmentation,
                                  .fixed = options_.fixed_samples,
                                  .holes = holes_,
                                  .network = spec_});
  const int steps = std::max(1, loader_->batches() / options_.accumulate);
  plan_ = std::make_unique<RunPlan>(
      schedule_of(options_), steps,
      has_running_stats(spec_) ? options_.settle_steps : 0);
}

void TrainingRun::make_networks(torch::Device device) {
  Pix2PixOptions step = step_options(options_);
  step.reconstruction.range = value_range(spec_);
  const InitKind kind = init_kind_from_string(options_.init_type);
  auto generator = make_generator(spec_);
  initialise(*generator, kind, options_.seed, options_.init_gain);
  if (!options_.init_from.empty())
    told_at_start_ = init_from(*generator, options_.init_from);
  PatchGan discriminator(nullptr);
  if (step.gan_mode != GanMode::kNone) {
    discriminator = PatchGan(discriminator_spec(options_));
    initialise(*discriminator, kind, options_.seed + 1, options_.init_gain);
  }
  step_ = std::make_unique<Pix2PixStep>(generator, discriminator, step, device);
  if (options_.ema > 0.0)
    average_ = std::make_unique<WeightAverage>(make_generator(spec_),
                                               *generator, options_.ema);
  examination_ = std::make_unique<Examination>(
      spec_, settles() ? NormMode::kRunning : NormMode::kFrame,
      validation_of(options_),
      first_pairs(val_pairs_, options_.validate_pictures));
  plateau_ = std::make_unique<Plateau>(
      examination_->possible() && examination_->validation().progress_rises());
  notes_.cpu_threads = at::get_num_threads();
}

std::string TrainingRun::options_json() const {
  json options = json::parse(to_json(options_));
  options["data set"] = options_.data.describe();
  options["pairs"] = train_pairs_->size();
  return options.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool TrainingRun::settles() const { return plan_->has_settling(); }

bool TrainingRun::settled() const {
  return settles() && plan_->settling(position_.epoch) &&
         position_ != plan_->settling_start();
}

Checkpoint TrainingRun::checkpoint_to_go_on_from(
    std::vector<OptionChange>& changes) {
  const auto newest = folder_.newest_checkpoint();
  if (!newest)
    throw std::runtime_error("there is no checkpoint in '" +
                             folder_.path().string() +
                             "' to go on from: leave out --resume, or check "
                             "--name and --runs-dir");
  Checkpoint checkpoint = Checkpoint::read(*newest);
  changes = allowed_changes(checkpoint.options(), options_json());
  if (!undoes_settling(changes)) return checkpoint;
  const json before = json::parse(checkpoint.options());
  const int epochs =
      before.at("n_epochs").get<int>() + before.at("n_epochs_decay").get<int>();
  if (!settles() || checkpoint.position().epoch <= epochs) return checkpoint;
  // Weights that have settled must not be estimated again.
  notes_.best = run_notes_from_json(checkpoint.notes(), notes_).best;
  Checkpoint earlier = Checkpoint::read(folder_.before_settling());
  drop_checkpoints_after_ = plan_->steps_before(earlier.position());
  told_at_start_.push_back("settles anew: goes on from before it settled");
  return earlier;
}

void TrainingRun::resume() {
  std::vector<OptionChange> changes;
  const Checkpoint checkpoint = checkpoint_to_go_on_from(changes);
  checkpoint.restore(spec_, parts());
  position_ = checkpoint.position();
  notes_.plateau = plateau_->state();
  const int threads = notes_.cpu_threads;
  const Examination::Best best = notes_.best;
  notes_ = run_notes_from_json(checkpoint.notes(), notes_);
  if (best.epoch > 0) notes_.best = best;
  plateau_->restore(notes_.plateau);
  examination_->restore(notes_.best);
  epoch_losses_.restore(notes_.epoch_losses, notes_.epoch_steps);
  if (std::exchange(notes_.cpu_threads, threads) != threads)
    told_at_start_.push_back(
        "another number of CPU threads than before: sums may differ in their "
        "last bits");
  for (const OptionChange& change : changes)
    told_at_start_.push_back(change.key + " was " + change.before +
                             " and is now " + change.now);
}

void TrainingRun::tell_beginning(const std::string& device) {
  for (const std::string& line : to_lines(options_))
    log_->info("%s", line.c_str());
  log_->info("%zu training pairs, %zu validation pairs; %s on %s",
             train_pairs_->size(), val_pairs_ ? val_pairs_->size() : size_t{0},
             options_.net_g.c_str(), device.c_str());
  for (const std::string& line : told_at_start_) log_->info("%s", line.c_str());
  if (options_.continue_train && position_.epoch > plan_->last_epoch())
    log_->info("nothing is left to do: a larger --n_epochs goes on from here");
  else if (options_.continue_train)
    log_->info("goes on in epoch %d after step %d of %d", position_.epoch,
               position_.step, plan_->steps_of(position_.epoch));
  if (!examination_->possible())
    log_->info("no validation pictures: no figures, and no best generator");
}

void TrainingRun::draw_networks() {
  try {
    draw(to_dot(graphs_of(spec_)), folder_.drawing());
  } catch (const NoGraphviz& error) {
    log_->info("the networks are not drawn: %s", error.what());
  }
}

RunEnd TrainingRun::train() {
  started_ = saved_ = Clock::now();
  while (position_.epoch <= plan_->last_epoch())
    if (!run_epoch()) return RunEnd::kStopped;
  add_figures();
  write_model();
  log_->info("done: '%s'", folder_.model().c_str());
  return RunEnd::kFinished;
}

bool TrainingRun::run_epoch() {
  begin_epoch();
  ProgressLine line;
  while (position_.step < plan_->steps_of(position_.epoch)) {
    one_step(line);
    const bool stop = stop_.received() != 0;
    if (!stop && !save_is_due()) continue;
    line.clear();
    save();
    if (!stop) continue;
    log_->info("stopped; everything is saved, go on with --resume");
    return false;
  }
  line.clear();
  finish_epoch();
  return true;
}

void TrainingRun::begin_epoch() {
  Generator& generator = step_->generator();
  const auto epoch = static_cast<uint32_t>(position_.epoch);
  if (!plan_->settling(position_.epoch)) {
    generator.train();
    set_norm_mode(generator, NormMode::kTrain);
    if (options_.freeze_encoder_norm)
      set_norm_mode(*generator.encoder(), NormMode::kRunning);
  } else {
    if (position_ == plan_->settling_start()) begin_settling();
    freeze_running_stats(generator);
  }
  loader_->start(epoch, position_.step * options_.accumulate);
  if (position_.step == 0) epoch_losses_.clear();
  epoch_started_ = Clock::now();
  waited_before_ = loader_->waited();
}

void TrainingRun::begin_settling() {
  Generator& generator = step_->generator();
  log_->info("settling on frozen norm statistics for %d steps",
             options_.settle_steps);
  // What was averaged is what will be run, so it is what settles.
  if (average_) copy_state(generator, average_->generator());
  loader_->start(static_cast<uint32_t>(position_.epoch));
  estimate_running_stats(generator, *loader_, options_.estimate_pictures);
  if (average_) copy_state(average_->generator(), generator);
  // Batch norm hides the mean and the scale of what a convolution makes from
  // its gradient; frozen statistics do not. Adam's second moments remember how
  // small the gradients were and would make steps tens of times too large.
  step_->restart_generator_adam();
}

void TrainingRun::one_step(ProgressLine& line) {
  const bool settling = plan_->settling(position_.epoch);
  step_->set_lr(options_.lr * plan_->rate_factor(position_) *
                (settling ? 1.0 : plateau_->factor()));
  std::vector<Batch> batches;
  const int count = std::min(options_.accumulate, loader_->batches());
  for (int i = 0; i < count; ++i) batches.push_back(loader_->next());
  const NamedLosses losses = (*step_)(batches);
  check_finite(losses);
  if (average_) average_->follow(step_->generator());
  epoch_losses_.add(losses);
  recent_losses_.add(losses);
  ++position_.step;
  ++steps_done_;
  loss_file_->add(plan_->steps_before(position_), position_.epoch, step_->lr(),
                  losses);
  report(line);
}

void TrainingRun::check_finite(const NamedLosses& losses) const {
  for (const auto& [name, value] : losses) {
    if (std::isfinite(value)) continue;
    const auto kept = folder_.newest_checkpoint();
    throw std::runtime_error(
        "loss " + name + " is no longer a number at epoch " +
        std::to_string(position_.epoch) + ", step " +
        std::to_string(position_.step + 1) + " of " +
        std::to_string(plan_->steps_of(position_.epoch)) + ": " +
        (kept ? "the last good checkpoint is '" + kept->string() + "'"
              : "nothing had been saved yet") +
        "; begin again with a lower --lr, or with --precision fp32");
  }
}

void TrainingRun::report(ProgressLine& line) {
  const double speed =
      static_cast<double>(steps_done_) / seconds_since(started_);
  const auto left = static_cast<double>(plan_->steps_left(position_));
  // Time first: a narrow terminal cuts the end.
  const std::string text = std::to_string(speed).substr(0, 4) + " steps/s, " +
                           duration_text(left / speed) + " left  " +
                           recent_losses_.text();
  const std::string label = "epoch " + std::to_string(position_.epoch) + "/" +
                            std::to_string(plan_->last_epoch());
  const int steps = plan_->steps_of(position_.epoch);
  line.draw(label, position_.step, steps, text);
  if (steps_done_ % options_.print_freq != 0) return;
  line.clear();
  log_->info("%s %d/%d  %s", label.c_str(), position_.step, steps,
             text.c_str());
  recent_losses_.clear();
}

void TrainingRun::finish_epoch() {
  const int epoch = position_.epoch;
  const double seconds = seconds_since(epoch_started_);
  log_->info("epoch %d done in %s: %s  lr %.3g, waited for data %.1f %%", epoch,
             duration_text(seconds).c_str(), epoch_losses_.text().c_str(),
             step_->lr(),
             100.0 * (loader_->waited() - waited_before_) / seconds);
  if (examine(epoch) || !examination_->possible()) observe_plateau();
  position_ = {epoch + 1, 0};
  const bool schedule_ends = position_ == plan_->settling_start();
  if (schedule_ends && settles()) {
    examine_before_settling();
    save_checkpoint(folder_.before_settling(), state(), parts());
  }
  if (epoch == plan_->last_epoch() || schedule_ends ||
      epoch % options_.save_epoch_freq == 0)
    save();
  write_sheet(epoch);
}

bool TrainingRun::examine(int epoch) {
  const bool last = epoch == plan_->last_epoch() ||
                    plan_->settling(epoch + 1) != plan_->settling(epoch);
  if (!examination_->possible() ||
      (!last && epoch % options_.validate_epoch_freq != 0))
    return false;
  examination_->take(shipped());
  if (settles() && !plan_->settling(epoch)) {
    loader_->start(static_cast<uint32_t>(epoch));
    examination_->estimate(*loader_, options_.estimate_pictures);
  }
  const NamedFigures figures = examination_->figures(examination_->mode());
  const bool best = examination_->consider(figures, epoch);
  log_->info("epoch %d on %zu validation pictures, %s statistics: %s%s", epoch,
             examination_->pictures(), settles() ? "running" : "frame",
             examination_->validation().text(figures).c_str(),
             best ? ", the best so far" : "");
  if (best) write_best();
  return true;
}

void TrainingRun::examine_before_settling() {
  if (!examination_->possible()) return;
  notes_.before_settling = figures_by_mode();
}

void TrainingRun::observe_plateau() {
  if (schedule_of(options_).policy != RatePolicy::kPlateau ||
      plan_->settling(position_.epoch))
    return;
  const double before = plateau_->factor();
  plateau_->observe(
      examination_->possible()
          ? examination_->validation().progress(examination_->last())
          : epoch_losses_.mean("G_L1"));
  if (plateau_->factor() < before)
    log_->info("no longer improving: the learning rate falls to %.3g",
               options_.lr * plateau_->factor());
}

void TrainingRun::write_sheet(int epoch) {
  if (!can_read_picture_files() || options_.sample_rows == 0) return;
  const PairSourcePtr pairs = val_pairs_ ? val_pairs_ : to_judge(train_pairs_);
  const NormMode mode = settled() ? NormMode::kRunning : NormMode::kFrame;
  write_picture(folder_.sheet(epoch),
                sample_sheet(shipped(), spec_, mode, *pairs,
                             options_.sample_rows, options_.seed, epoch));
}

Generator& TrainingRun::shipped() {
  return average_ ? average_->generator() : step_->generator();
}

RunState TrainingRun::state() const {
  RunNotes notes = notes_;
  notes.best = examination_->best();
  notes.plateau = plateau_->state();
  notes.epoch_losses = epoch_losses_.sums();
  notes.epoch_steps = epoch_losses_.count();
  return {position_, spec_, options_json(), to_json(notes)};
}

bool TrainingRun::save_is_due() const {
  return (options_.save_steps > 0 && steps_done_ % options_.save_steps == 0) ||
         (options_.save_minutes > 0 &&
          seconds_since(saved_) > 60.0 * options_.save_minutes);
}

void TrainingRun::save() {
  loss_file_->sync();
  const auto file = folder_.checkpoint(plan_->steps_before(position_));
  save_checkpoint(file, state(), parts());
  // Before the oldest ones go: this one may be older than those.
  if (drop_checkpoints_after_ >= 0)
    folder_.drop_after(std::exchange(drop_checkpoints_after_, -1));
  folder_.prune(options_.keep_last);
  write_model();
  saved_ = Clock::now();
}

void TrainingRun::write_model() {
  // Settled networks have running statistics that are worth something.
  spec_.norm_stats = settled() ? NormStats::kRunning : NormStats::kFrame;
  save_model(folder_.model(), spec_, shipped(), torch::kFloat);
}

void TrainingRun::write_best() {
  const Examination::Best& best = examination_->best();
  ModelSpec spec = spec_;
  spec.norm_stats = settles() ? NormStats::kRunning : NormStats::kFrame;
  spec.figures =
      json{{"pictures", examination_->pictures()},
           {"size", options_.crop_size},
           {"epoch", best.epoch},
           {to_string(spec.norm_stats), json::parse(to_json(best.figures))}}
          .dump();
  save_model(folder_.best(), spec, examination_->copy(), torch::kFloat);
}

void TrainingRun::add_figures() {
  if (!examination_->possible()) return;
  examination_->take(shipped());
  json figures = {{"pictures", examination_->pictures()},
                  {"size", options_.crop_size}};
  const auto tell = [&](const char* when, const FiguresByMode& both,
                        json& object) {
    for (const auto& [mode, found] :
         {std::pair{"frame", both.frame}, {"running", both.running}}) {
      if (found.empty()) continue;
      log_->info("  %-15s  %-7s  %s", when, mode,
                 examination_->validation().text(found).c_str());
      object[mode] = json::parse(to_json(found));
    }
  };
  log_->info("%zu validation pictures, by norm statistics:",
             examination_->pictures());
  if (settles())
    tell("before settling", notes_.before_settling, figures["before settling"]);
  tell(settles() ? "settled" : "trained", figures_by_mode(), figures);
  const Examination::Best& best = examination_->best();
  log_->info("best by %s: epoch %d, %s: '%s'",
             examination_->validation().best_name().c_str(), best.epoch,
             examination_->validation().text(best.figures).c_str(),
             folder_.best().c_str());
  spec_.figures = figures.dump();
}

FiguresByMode TrainingRun::figures_by_mode() {
  FiguresByMode both;
  both.frame = examination_->figures(NormMode::kFrame);
  if (has_running_stats(spec_))
    both.running = examination_->figures(NormMode::kRunning);
  return both;
}

}  // namespace p2p
