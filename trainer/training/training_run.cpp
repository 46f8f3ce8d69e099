// SPDX-License-Identifier: MIT
// The training loop. It knows a step only as "batch to named losses".
#include "trainer/training/training_run.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "models/inference/device.h"
#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resized_pairs.h"
#include "trainer/evaluation/evaluate.h"
#include "trainer/training/sample_sheet.h"
#include "trainer/training/settling.h"

namespace p2p {
namespace {

using nlohmann::json;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

std::filesystem::path checkpoint_path(const TrainOptions& options) {
  return options.run_dir() / "checkpoint.safetensors";
}

std::filesystem::path model_path(const TrainOptions& options) {
  return options.run_dir() / "model.safetensors";
}

void make_run_folder(const TrainOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.run_dir() / "samples", error);
  if (error)
    throw std::runtime_error("cannot make the folder '" +
                             options.run_dir().string() +
                             "': " + error.message());
}

void refuse_to_overwrite(const TrainOptions& options) {
  if (!options.continue_train &&
      std::filesystem::exists(checkpoint_path(options)))
    throw std::runtime_error(
        "'" + options.run_dir().string() +
        "' holds a run already: add --continue_train to go on with it, or "
        "choose another --name");
}

PairSourcePtr cached(PairSourcePtr pairs, const TrainOptions& options) {
  const auto limit = static_cast<size_t>(options.cache_gib * (1ull << 30));
  return std::make_shared<CachedPairs>(
      std::make_shared<ResizedPairs>(std::move(pairs), options.load_size),
      limit);
}

json figures_json(const Figures& figures) {
  return {{"L1", figures.mean.l1},
          {"PSNR", figures.mean.psnr},
          {"SSIM", figures.mean.ssim}};
}

void check_finite(const NamedLosses& losses, const Position& position) {
  for (const auto& [name, value] : losses)
    if (!std::isfinite(value))
      throw std::runtime_error(
          "loss " + name + " is no longer a number at epoch " +
          std::to_string(position.epoch) + ", batch " +
          std::to_string(position.batch) +
          ": the last checkpoint is kept; lower --lr, or use --precision fp32");
}

}  // namespace

TrainingRun::TrainingRun(const TrainOptions& options)
    : options_(options), spec_(generator_spec(options)) {
  const PatchGanSpec judge = discriminator_spec(options);
  const Pix2PixOptions step = step_options(options);
  const DeviceChoice device = choose_device(options.device);
  refuse_to_overwrite(options);
  open_data();
  torch::manual_seed(options.seed);
  auto generator = make_generator(spec_);
  PatchGan discriminator(judge);
  initialise_normal(*generator, options.seed);
  initialise_normal(*discriminator, options.seed + 1);
  step_ = std::make_unique<Pix2PixStep>(generator, discriminator, step,
                                        device.device);
  if (options.continue_train) resume();
  make_run_folder(options);
  log_ = std::make_unique<RunLog>(options_.run_dir() / "train.log");
  log_->info("%zu training pairs, %zu validation pairs; %s on %s (%s), %s",
             train_pairs_->size(), val_pairs_ ? val_pairs_->size() : size_t{0},
             options.net_g.c_str(), device.device.str().c_str(),
             device.reason.c_str(), options.precision.c_str());
}

TrainingRun::~TrainingRun() = default;

void TrainingRun::open_data() {
  train_pairs_ = cached(open_pairs(options_.data, "train"), options_);
  if (const PairSourcePtr val = open_pairs_if_any(options_.data, "val"))
    val_pairs_ = std::make_shared<ResizedPairs>(val, options_.crop_size);
  loader_ = std::make_unique<PairLoader>(
      train_pairs_, LoaderOptions{.seed = options_.seed,
                                  .batch_size = options_.batch_size,
                                  .crop_size = options_.crop_size,
                                  .flip = !options_.no_flip,
                                  .threads = options_.num_threads,
                                  .range = value_range(spec_)});
}

std::string TrainingRun::identity() const {
  json options = json::parse(to_json(options_));
  options["data set"] = options_.data.describe();
  options["pairs"] = train_pairs_->size();
  return options.dump(-1, ' ', false, json::error_handler_t::replace);
}

void TrainingRun::resume() {
  if (!std::filesystem::exists(checkpoint_path(options_)))
    throw std::runtime_error("there is no '" +
                             checkpoint_path(options_).string() +
                             "' to go on from: leave out --continue_train, or "
                             "check --name and --runs-dir");
  position_ = load_checkpoint(checkpoint_path(options_),
                              {{}, spec_, identity()}, *step_);
  if (position_.batch >= batches_of(position_.epoch))
    position_ = {position_.epoch + 1, 0};
}

bool TrainingRun::settling(int epoch) const {
  return epoch > options_.schedule.epochs();
}

int TrainingRun::last_epoch() const {
  if (!has_running_stats(spec_)) return options_.schedule.epochs();
  const int batches = loader_->batches();
  return options_.schedule.epochs() +
         (options_.settle_steps + batches - 1) / batches;
}

int TrainingRun::batches_of(int epoch) const {
  const int batches = loader_->batches();
  if (!settling(epoch)) return batches;
  const int before = (epoch - options_.schedule.epochs() - 1) * batches;
  return std::min(batches, options_.settle_steps - before);
}

int TrainingRun::steps_left() const {
  int steps = -position_.batch;
  for (int epoch = position_.epoch; epoch <= last_epoch(); ++epoch)
    steps += batches_of(epoch);
  return steps;
}

double TrainingRun::rate_factor() const {
  if (!settling(position_.epoch))
    return options_.schedule.factor(position_.epoch);
  const int before =
      (position_.epoch - options_.schedule.epochs() - 1) * loader_->batches();
  return settling_factor(before + position_.batch, options_.settle_steps);
}

NormMode TrainingRun::sample_mode() const {
  return settling(position_.epoch) ? NormMode::kRunning : NormMode::kFrame;
}

RunEnd TrainingRun::train() {
  started_ = std::chrono::steady_clock::now();
  while (position_.epoch <= last_epoch())
    if (!run_epoch()) return RunEnd::kStopped;
  add_figures();
  write_model();
  log_->info("done: '%s'", model_path(options_).c_str());
  return RunEnd::kFinished;
}

bool TrainingRun::run_epoch() {
  begin_epoch();
  ProgressLine line;
  while (position_.batch < batches_of(position_.epoch)) {
    one_batch(line);
    if (!stop_.received()) continue;
    line.clear();
    save_checkpoint_here();
    write_model();
    log_->info("stopped; everything is saved, go on with --continue_train");
    return false;
  }
  line.clear();
  finish_epoch();
  return true;
}

void TrainingRun::begin_epoch() {
  Generator& generator = step_->generator();
  const auto epoch = static_cast<uint32_t>(position_.epoch);
  if (!settling(position_.epoch)) {
    generator.train();
    set_norm_mode(generator, NormMode::kTrain);
  } else {
    if (position_.epoch == options_.schedule.epochs() + 1 &&
        position_.batch == 0) {
      log_->info("settling on frozen norm statistics for %d steps",
                 options_.settle_steps);
      loader_->start(epoch);
      estimate_running_stats(*step_, *loader_, options_.estimate_pictures);
    }
    freeze_running_stats(generator);
  }
  loader_->start(epoch, position_.batch);
  epoch_losses_.clear();
}

void TrainingRun::one_batch(ProgressLine& line) {
  step_->set_lr(options_.lr * rate_factor());
  const NamedLosses losses = (*step_)(loader_->next());
  check_finite(losses, position_);
  epoch_losses_.add(losses);
  recent_losses_.add(losses);
  ++position_.batch;
  ++steps_done_;
  report(line);
}

void TrainingRun::report(ProgressLine& line) {
  const double speed = steps_done_ / seconds_since(started_);
  // Time first: a narrow terminal cuts the end.
  const std::string text = std::to_string(speed).substr(0, 4) + " steps/s, " +
                           duration_text(steps_left() / speed) + " left  " +
                           recent_losses_.text();
  const std::string label = "epoch " + std::to_string(position_.epoch) + "/" +
                            std::to_string(last_epoch());
  line.draw(label, position_.batch, batches_of(position_.epoch), text);
  if (steps_done_ % options_.print_freq != 0) return;
  line.clear();
  log_->info("%s %d/%d  %s", label.c_str(), position_.batch,
             batches_of(position_.epoch), text.c_str());
  recent_losses_.clear();
}

void TrainingRun::finish_epoch() {
  log_->info("epoch %d done: %s  lr %.3g, waited for data %.1f %%",
             position_.epoch, epoch_losses_.text().c_str(),
             step_->lr(),
             100.0 * loader_->waited() / seconds_since(started_));
  const int epoch = position_.epoch;
  const NormMode mode = sample_mode();
  const bool last = position_.epoch == last_epoch();
  const bool due = position_.epoch % options_.save_epoch_freq == 0;
  position_ = {position_.epoch + 1, 0};
  if (last || due) {
    save_checkpoint_here();
    write_model();
  }
  write_sheet(epoch, mode);
}

void TrainingRun::write_sheet(int epoch, NormMode mode) {
  if (!can_read_picture_files() || options_.sample_rows == 0) return;
  const PairSourcePtr pairs =
      val_pairs_
          ? val_pairs_
          : std::make_shared<ResizedPairs>(train_pairs_, options_.crop_size);
  char name[32];
  std::snprintf(name, sizeof name, "epoch_%04d.png", epoch);
  write_picture(options_.run_dir() / "samples" / name,
                sample_sheet(step_->generator(), spec_, mode, *pairs,
                             options_.sample_rows, options_.seed, epoch));
}

void TrainingRun::save_checkpoint_here() {
  save_checkpoint(checkpoint_path(options_), {position_, spec_, identity()},
                  *step_);
}

void TrainingRun::write_model() {
  // Settled networks have running statistics that are worth something.
  const bool settled =
      has_running_stats(spec_) && options_.settle_steps > 0 &&
      settling(position_.epoch) &&
      (position_.batch > 0 || position_.epoch > options_.schedule.epochs() + 1);
  spec_.norm_stats = settled ? NormStats::kRunning : NormStats::kFrame;
  save_model(model_path(options_), spec_, step_->generator(), torch::kFloat);
}

void TrainingRun::add_figures() {
  if (!val_pairs_ || options_.crop_size < kSsimWindow) return;
  const Figures frame =
      evaluate(step_->generator(), spec_, NormMode::kFrame, *val_pairs_);
  const Figures running =
      evaluate(step_->generator(), spec_, NormMode::kRunning, *val_pairs_);
  for (const auto& [name, figures] :
       {std::pair{"frame", frame}, {"running", running}})
    log_->info(
        "%zu validation pictures, %s statistics: L1 %.4f  PSNR %.2f  "
        "SSIM %.3f",
        figures.pictures, name, figures.mean.l1, figures.mean.psnr,
        figures.mean.ssim);
  spec_.figures = json{{"pictures", frame.pictures},
                       {"size", options_.crop_size},
                       {"frame", figures_json(frame)},
                       {"running", figures_json(running)}}
                      .dump();
}

}  // namespace p2p
