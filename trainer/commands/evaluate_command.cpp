// SPDX-License-Identifier: MIT
// pix2pix-trainer evaluate
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "models/inference/device.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/commands/evaluation_files.h"
#include "trainer/commands/figure_arguments.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/data/holed_pairs.h"
#include "trainer/evaluation/evaluation_report.h"
#include "trainer/evaluation/model_name.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct EvaluateOptions {
  Path model, against;
  DataOptions data;
  HoleOptions holes;
  std::string phase = "val";
  int size = 0;
  std::string norm_stats = "all";
  std::vector<std::string> metrics = {"pictures"};
  MetricOptions metric;
  std::string threshold_from;  ///< a phase; empty: none is chosen
  BootstrapOptions bootstrap;
  EvaluationFiles files;
  std::string device = "auto";
};

std::vector<NormStats> stats_to_run(const EvaluateOptions& options,
                                    const ModelSpec& spec) {
  if (options.norm_stats == "auto" ||
      (options.norm_stats == "all" && !options.against.empty()))
    return {spec.norm_stats};
  if (options.norm_stats != "all")
    return {norm_stats_from_string(options.norm_stats)};
  if (spec.norm.kind != NormKind::kBatch) return {spec.norm_stats};
  return {NormStats::kFrame, NormStats::kRunning};
}

/// Of one of two models, which may be of one name or of one run.
std::string label_of(const EvaluateOptions& options, const Path& file) {
  if (model_name(options.model) != model_name(options.against))
    return model_name(file) + " ";
  const Path folder = std::filesystem::absolute(file).parent_path();
  return (folder.filename() / file.stem()).string() + " ";
}

/// What the model learnt, if it is asked for something else now.
void tell_differences(const EvaluateOptions& options, const ModelSpec& spec) {
  const auto learnt = nlohmann::json::parse(spec.training_options);
  const auto now = nlohmann::json::parse(to_json(options.data));
  for (const char* key : {"direction", "preprocess"})
    if (learnt.contains(key) && learnt[key] != now[key])
      std::fprintf(stderr, "note: trained with --%s %s, evaluated with %s\n",
                   key, learnt[key].get<std::string>().c_str(),
                   now[key].get<std::string>().c_str());
}

void add_runs(const EvaluateOptions& options, const Path& file,
              std::vector<EvaluationRun>& runs) {
  const DeviceChoice device = choose_device(options.device);
  const Model model = load_model(file);
  model.generator->to(device.device);
  tell_differences(options, model.spec);
  const std::string name =
      options.against.empty() ? "" : label_of(options, file);
  for (const NormStats stats : stats_to_run(options, model.spec))
    runs.push_back({.label = name + to_string(stats),
                    .model = model,
                    .mode = mode_for(stats)});
}

void check_comparable(const std::vector<EvaluationRun>& runs) {
  const ModelSpec& one = runs.front().model.spec;
  const ModelSpec& other = runs.back().model.spec;
  if (picture_channels(one) == picture_channels(other) &&
      one.out_channels == other.out_channels)
    return;
  throw std::runtime_error("the two models cannot be compared: one turns " +
                           std::to_string(picture_channels(one)) +
                           " channels into " +
                           std::to_string(one.out_channels) + ", the other " +
                           std::to_string(picture_channels(other)) + " into " +
                           std::to_string(other.out_channels));
}

PairSourcePtr open_sized(const EvaluateOptions& options, const ModelSpec& spec,
                         const std::string& phase) {
  DataOptions data = options.data;
  data.channels = {picture_channels(spec), spec.out_channels};
  const int size = options.size > 0 ? options.size : spec.training_width;
  PairSourcePtr pairs = judging_size(open_pairs(data, phase), data, size);
  const HoleSourcePtr holes = open_holes(options.holes);
  if (!holes) return pairs;
  return std::make_shared<HoledPairs>(std::move(pairs), holes,
                                      options.bootstrap.seed);
}

/// Before anything is run.
void check_holes(const EvaluateOptions& options,
                 const std::vector<EvaluationRun>& runs) {
  const bool given = options.holes.source != "none";
  for (const EvaluationRun& run : runs) {
    const bool wanted = run.model.spec.mask_input != MaskInput::kNone;
    if (given && !wanted)
      throw std::runtime_error(
          "the model knows of no holes: leave out --holes");
    if (!given && wanted)
      throw std::runtime_error(
          "the model fills holes: say which with --holes random or --holes "
          "FOLDER");
  }
}

void print_heading(const EvaluateOptions& options, const PairSource& pairs) {
  const Pair first = pairs.get(0);
  std::printf(
      "%zu pictures of '%s', %jdx%jd%s, compared as uint8; L1 and MSE of "
      "values "
      "in [0, 1], PSNR in dB (peak 255), SSIM Gaussian 11x11; mean over "
      "pictures [95 %% interval: %d bootstrap draws of pictures, seed %ju]\n",
      pairs.size(), options.phase.c_str(), intmax_t{first.b.size(1)},
      intmax_t{first.b.size(0)},
      first.holes.defined()    ? ", holes filled"
      : first.region.defined() ? ", in their regions"
                               : "",
      options.bootstrap.resamples, uintmax_t{options.bootstrap.seed});
}

bool any_of(const std::vector<Metric>& metrics, const char* part) {
  return std::any_of(metrics.begin(), metrics.end(),
                     [part](const Metric& metric) {
                       return metric.name.find(part) != std::string::npos;
                     });
}

void print_definitions(const EvaluateOptions& options,
                       const std::vector<EvaluationRun>& runs) {
  const FigureTable& table = runs.front().table;
  if (any_of(table.metrics, "[-1..1]"))
    std::puts(
        "[-1..1]: of values in [-1, 1], peak 2, over whole pictures whatever "
        "the regions; SSIM Gaussian 11x11");
  if (table.masks.empty()) return;
  std::printf(
      "masks: of the output before its rounding; truth white from 0.5, output "
      "from %.4f",
      options.metric.threshold);
  if (!options.threshold_from.empty())
    std::printf("; @%s from the threshold of the highest pooled Dice on '%s':",
                options.threshold_from.c_str(), options.threshold_from.c_str());
  for (const EvaluationRun& run : runs)
    if (!options.threshold_from.empty())
      std::printf(" %s %.4f", run.label.c_str(), run.threshold);
  std::puts("");
}

/// The threshold of the highest Dice over the pixels of `pairs`.
double best_threshold(const EvaluationRun& run, const PairSource& pairs) {
  const FigureTable table = score(*run.model.generator, run.model.spec,
                                  run.mode, pairs, make_metrics({"Dice"}));
  return level_threshold(best_level(pooled(table)));
}

void measure(const EvaluateOptions& options, const PairSource& pairs,
             const PairSource* choosing, EvaluationRun& run) {
  MetricOptions metric = options.metric;
  run.threshold = metric.threshold;
  if (choosing) {
    run.threshold = best_threshold(run, *choosing);
    metric.chosen = {options.threshold_from, run.threshold};
  }
  run.table = score(*run.model.generator, run.model.spec, run.mode, pairs,
                    make_metrics(options.metrics, metric));
}

/// Before anything is run: the names of metrics, and what needs some of them.
void check_metrics(const EvaluateOptions& options) {
  MetricOptions metric = options.metric;
  if (!options.threshold_from.empty())
    metric.chosen = {options.threshold_from, metric.threshold};
  const FigureTable table{make_metrics(options.metrics, metric), {}, {}, {}};
  rank_column(options.files, table);
  for (const std::string& name : options.metrics)
    if (is_hole_metric(name) && options.holes.source == "none")
      throw std::runtime_error("'" + name +
                               "' is a figure of filled holes: add --holes, or "
                               "leave it out");
  if (metric.chosen && !any_of(table.metrics, "@"))
    throw std::runtime_error(
        "--threshold-from is for mask figures: add --metrics masks");
}

/// Before anything is run: the folder, too.
void check_files(const EvaluationFiles& files) {
  if (files.outputs && files.folder.empty())
    throw std::runtime_error("--save-outputs needs --out: a folder for them");
  if (files.folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(files.folder, error);
  if (error)
    throw std::runtime_error("cannot make the folder '" +
                             files.folder.string() + "': " + error.message() +
                             "; choose another --out");
}

void evaluate_models(const EvaluateOptions& options) {
  check_metrics(options);
  check_files(options.files);
  std::vector<EvaluationRun> runs;
  add_runs(options, options.model, runs);
  if (!options.against.empty()) add_runs(options, options.against, runs);
  check_comparable(runs);
  check_holes(options, runs);
  const ModelSpec& spec = runs.front().model.spec;
  const PairSourcePtr pairs = open_sized(options, spec, options.phase);
  const PairSourcePtr choosing =
      options.threshold_from.empty()
          ? nullptr
          : open_sized(options, spec, options.threshold_from);
  print_heading(options, *pairs);
  for (EvaluationRun& run : runs) measure(options, *pairs, choosing.get(), run);
  print_definitions(options, runs);
  std::fputs(means_text(runs, *pairs, options.bootstrap).c_str(), stdout);
  std::fputs(pooled_text(runs, options.bootstrap).c_str(), stdout);
  if (!choosing) std::fputs(best_threshold_text(runs).c_str(), stdout);
  write_evaluation(options.files, runs, *pairs);
}

void add_threshold_arguments(CLI::App& command, EvaluateOptions& o) {
  command
      .add_option("--threshold", o.metric.threshold,
                  "from which on a mask's output is white")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(kFigureGroup);
  command
      .add_option("--threshold-from", o.threshold_from,
                  "train or val: mask figures also at the threshold that is "
                  "best on these pictures")
      ->check(CLI::IsMember({"train", "val"}))
      ->group(kFigureGroup);
}

void add_output_arguments(CLI::App& command, EvaluateOptions& o) {
  const char* group = "Files";
  command
      .add_option("--out", o.files.folder,
                  "folder for figures.csv (every picture), the sheet of the "
                  "worst and best pictures, and of masks the probabilities and "
                  "errors of every picture")
      ->group(group);
  command
      .add_option("--rank-by", o.files.rank_by,
                  "metric that the sheets go by; the first one if not given")
      ->group(group);
  command
      .add_option("--rows", o.files.rows,
                  "worst and best pictures in the sheet")
      ->check(CLI::Range(0, 100))
      ->capture_default_str()
      ->group(group);
  command
      .add_flag("--save-outputs", o.files.outputs,
                "every output as a picture into the folder of --out")
      ->group(group);
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "compare a model's output with the targets of a data set");
  const auto options = std::make_shared<EvaluateOptions>();
  command->add_option("--model", options->model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--against", options->against,
                   "a second model: the difference, picture by picture")
      ->check(CLI::ExistingFile);
  command
      ->add_option("--norm-stats", options->norm_stats,
                   "frame, running, auto (the model's own) or all (one model: "
                   "both; two: each its own)")
      ->check(CLI::IsMember({"all", "auto", "frame", "running"}))
      ->capture_default_str();
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  add_data_arguments(*command, options->data);
  command->add_option("--phase", options->phase, "train, val or test")
      ->capture_default_str()
      ->group("Data");
  command
      ->add_option("--size", options->size,
                   "resize pictures to this; 0: the training size")
      ->check(CLI::Range(0, 1 << 14))
      ->capture_default_str()
      ->group("Data");
  add_hole_arguments(*command, options->holes);
  add_figure_arguments(*command, options->metrics, options->metric,
                       options->bootstrap);
  add_threshold_arguments(*command, *options);
  add_output_arguments(*command, *options);
  command->callback([options] { evaluate_models(*options); });
}

}  // namespace p2p
