// SPDX-License-Identifier: MIT
// pix2pix-trainer evaluate
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "models/inference/device.h"
#include "models/weights/atomic_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/data/picture_files.h"
#include "trainer/evaluation/evaluation_report.h"
#include "trainer/evaluation/figure_sheet.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct EvaluateOptions {
  Path model, against;
  DataOptions data;
  std::string phase = "val";
  int size = 0;
  std::string norm_stats = "all";
  std::vector<std::string> metrics = {"pictures"};
  MetricOptions metric;
  BootstrapOptions bootstrap;
  Path output;
  std::string rank_by;
  int rows = 4;
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

void add_runs(const EvaluateOptions& options, const Path& file,
              std::vector<EvaluationRun>& runs) {
  const DeviceChoice device = choose_device(options.device);
  const Model model = load_model(file);
  model.generator->to(device.device);
  const std::string name =
      options.against.empty() ? "" : file.stem().string() + " ";
  for (const NormStats stats : stats_to_run(options, model.spec))
    runs.push_back({name + to_string(stats), model, mode_for(stats), {}});
}

void check_comparable(const std::vector<EvaluationRun>& runs) {
  const ModelSpec& one = runs.front().model.spec;
  const ModelSpec& other = runs.back().model.spec;
  if (one.in_channels == other.in_channels &&
      one.out_channels == other.out_channels)
    return;
  throw std::runtime_error("the two models cannot be compared: one turns " +
                           std::to_string(one.in_channels) + " channels into " +
                           std::to_string(one.out_channels) + ", the other " +
                           std::to_string(other.in_channels) + " into " +
                           std::to_string(other.out_channels));
}

PairSourcePtr open_sized(const EvaluateOptions& options,
                         const ModelSpec& spec) {
  DataOptions data = options.data;
  data.channels = {spec.in_channels, spec.out_channels};
  const int size = options.size > 0 ? options.size : spec.training_width;
  return judging_size(open_pairs(data, options.phase), data, size);
}

size_t rank_column(const EvaluateOptions& options, const FigureTable& table) {
  if (options.rank_by.empty()) return 0;
  const std::string name =
      make_metrics({options.rank_by}, options.metric).front().name;
  for (size_t m = 0; m < table.metrics.size(); ++m)
    if (table.metrics[m].name == name) return m;
  throw std::runtime_error("--rank-by " + options.rank_by +
                           " is not among --metrics");
}

void write_text(const Path& path, const std::string& text) {
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
  std::printf("%s\n", path.c_str());
}

void write_files(const std::vector<EvaluationRun>& runs,
                 const EvaluateOptions& options, const PairSource& pairs) {
  if (options.output.empty()) return;
  std::filesystem::create_directories(options.output);
  std::vector<std::pair<std::string, const FigureTable*>> tables;
  for (const EvaluationRun& run : runs)
    tables.emplace_back(run.label, &run.table);
  write_text(options.output / "figures.csv", to_csv(tables));
  if (!can_read_picture_files() || options.rows == 0) return;
  for (const EvaluationRun& run : runs) {
    std::string name = "worst-best-" + run.label + ".png";
    std::replace(name.begin(), name.end(), ' ', '-');
    write_picture(
        options.output / name,
        worst_and_best(run.table, rank_column(options, run.table), options.rows,
                       *run.model.generator, run.model.spec, run.mode, pairs));
    std::printf("%s\n", (options.output / name).c_str());
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
      first.region.defined() ? ", in their regions" : "",
      options.bootstrap.resamples, uintmax_t{options.bootstrap.seed});
  for (const std::string& name : options.metrics)
    if (name == "masks")
      std::printf("masks: truth white from 0.5, output from %.3f\n",
                  options.metric.threshold);
}

void evaluate_models(const EvaluateOptions& options) {
  const std::vector<Metric> metrics =
      make_metrics(options.metrics, options.metric);
  std::vector<EvaluationRun> runs;
  add_runs(options, options.model, runs);
  if (!options.against.empty()) add_runs(options, options.against, runs);
  check_comparable(runs);
  const PairSourcePtr pairs = open_sized(options, runs.front().model.spec);
  print_heading(options, *pairs);
  for (EvaluationRun& run : runs)
    run.table =
        score(*run.model.generator, run.model.spec, run.mode, *pairs, metrics);
  std::fputs(means_text(runs, *pairs, options.bootstrap).c_str(), stdout);
  std::fputs(
      pooled_text(runs, options.metric.threshold, options.bootstrap).c_str(),
      stdout);
  write_files(runs, options, *pairs);
}

void add_metric_arguments(CLI::App& command, EvaluateOptions& o) {
  const char* group = "Figures";
  command
      .add_option("--metrics", o.metrics,
                  "names, or pictures (L1 MSE PSNR SSIM MS-SSIM sharpness), "
                  "masks (Dice IoU sensitivity specificity accuracy AUC AP), "
                  "perceptual")
      ->delimiter(',')
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--features", o.metric.features,
                  "VGG-19 weights for perceptual (.safetensors)")
      ->check(CLI::ExistingFile)
      ->group(group);
  command
      .add_option("--threshold", o.metric.threshold,
                  "from which on a mask's output is white")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(group);
  command.add_option("--seed", o.bootstrap.seed, "of the bootstrap")
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--resamples", o.bootstrap.resamples,
                  "draws of the bootstrap")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->group(group);
}

void add_output_arguments(CLI::App& command, EvaluateOptions& o) {
  const char* group = "Files";
  command
      .add_option("--out", o.output,
                  "folder for figures.csv (every picture) and the sheet of the "
                  "worst and best pictures")
      ->group(group);
  command
      .add_option("--rank-by", o.rank_by,
                  "metric that the sheet goes by; the first one if not given")
      ->group(group);
  command.add_option("--rows", o.rows, "worst and best pictures in the sheet")
      ->check(CLI::Range(0, 100))
      ->capture_default_str()
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
  add_metric_arguments(*command, *options);
  add_output_arguments(*command, *options);
  command->callback([options] { evaluate_models(*options); });
}

}  // namespace p2p
