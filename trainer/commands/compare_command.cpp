// SPDX-License-Identifier: MIT
// pix2pix-trainer compare
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "models/weights/atomic_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/comparison_pictures.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/commands/figure_arguments.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/comparison/centre_pairs.h"
#include "trainer/comparison/comparison_page.h"
#include "trainer/data/counted.h"
#include "trainer/training/examination.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct CompareOptions {
  std::vector<Path> models;
  std::vector<std::string> rivals = {"telea", "navier-stokes"};
  std::string reference = "telea";
  DataOptions data;
  HoleOptions holes{.source = "random", .range = {}, .augment = false};
  std::string phase = "test";
  int pictures = 0;
  int crop = 256;
  std::vector<std::string> metrics = {
      "L1",        "PSNR",      "SSIM",          "L1@hole",
      "PSNR@hole", "SSIM@hole", "sharpness@hole"};
  MetricOptions metric;
  BootstrapOptions bootstrap;
  EngineOptions engine{.precision = Precision::kFp32, .threads = 1};
  std::string precision = "fp32";
  Path out;
  int rows = 1;
};

std::vector<FillerPtr> open_fillers(const CompareOptions& options) {
  std::vector<FillerPtr> fillers;
  for (const std::string& rival : options.rivals)
    if (rival != "none") fillers.push_back(classical_filler(rival));
  EngineOptions engine = options.engine;
  engine.precision = precision_from_string(options.precision);
  for (const Path& model : options.models)
    fillers.push_back(model_filler(model, engine));
  std::set<std::string> names;
  for (const FillerPtr& one : fillers)
    if (!names.insert(one->name()).second)
      throw std::runtime_error("two of what is compared are called '" +
                               one->name() +
                               "': give the files or their folders other "
                               "names");
  if (fillers.empty())
    throw std::runtime_error("there is nothing to compare: give models");
  return fillers;
}

PairSourcePtr open_pictures(const CompareOptions& options) {
  PairSourcePtr pairs =
      first_pairs(open_pairs(options.data, options.phase), options.pictures);
  if (options.crop == 0) return pairs;
  return std::make_shared<CentrePairs>(std::move(pairs), options.crop);
}

/// What was compared, for the heads of page and text.
std::vector<std::string> notes(const CompareOptions& options,
                               const PairSource& pairs, size_t cases) {
  const std::string size =
      options.crop == 0 ? "whole"
                        : "the middle " + std::to_string(options.crop) + "x" +
                              std::to_string(options.crop) + " pixels each";
  return {
      std::to_string(pairs.size()) + " pictures of '" + options.phase +
          "' of '" + options.data.describe() + "', " + size + ", with " +
          std::to_string(cases) + " masks (" +
          (options.holes.source == "random" ? "generated" : "of a folder") +
          ", seed " + std::to_string(options.bootstrap.seed) +
          "): of each picture and ratio one that touches the border and "
          "one that keeps off it",
      "Figures are of the picture with its holes filled, @hole of the holes "
      "alone: means over cases with 95 % intervals, " +
          std::to_string(options.bootstrap.resamples) +
          " bootstrap draws; differences case by case. Telea and "
          "Navier-Stokes: OpenCV's, radius 3. Models in " +
          options.precision + " on " +
          counted(static_cast<size_t>(options.engine.threads), "thread")};
}

/// For who watches; a file of what is printed need not have it.
void print_progress(const std::string& name, size_t done, size_t all) {
  if (!::isatty(STDERR_FILENO)) return;
  std::fprintf(stderr, "\r%s: %zu of %zu%s", name.c_str(), done, all,
               done == all ? "\n" : "");
}

void write_text(const Path& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
  std::printf("%s\n", path.c_str());
}

std::string as_text(const std::vector<std::string>& notes,
                    const std::vector<RatioTable>& tables) {
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  for (const RatioTable& table : tables)
    text += "\n" + table.title + "\n" + ratio_text(table);
  return text;
}

void check_reference(const std::string& reference,
                     const std::vector<FillerPtr>& fillers) {
  std::string known;
  for (const FillerPtr& one : fillers) {
    if (one->name() == reference) return;
    known += (known.empty() ? "" : ", ") + one->name();
  }
  throw std::runtime_error("--reference '" + reference +
                           "' is none of what is compared: " + known);
}

void compare(const CompareOptions& options) {
  const std::vector<Metric> metrics =
      make_metrics(options.metrics, options.metric);
  const std::vector<FillerPtr> fillers = open_fillers(options);
  check_reference(options.reference, fillers);
  const PairSourcePtr pairs = open_pictures(options);
  const std::vector<HoleCase> cases =
      hole_cases(*pairs, options.holes, options.bootstrap.seed);
  if (cases.empty())
    throw std::runtime_error("no mask of '" + options.holes.source +
                             "' has 0 to 60 % of holes: is black the hole "
                             "(--mask-polarity black)?");
  std::vector<FillerFigures> figures;
  for (const FillerPtr& one : fillers)
    figures.push_back(run_filler(
        *one, *pairs, cases, metrics,
        [&](size_t done) { print_progress(one->name(), done, cases.size()); }));
  const std::vector<std::string> head = notes(options, *pairs, cases.size());
  const std::vector<RatioTable> tables =
      ratio_tables(figures, cases, options.reference, options.bootstrap);
  const std::string text = as_text(head, tables);
  std::printf("%s\n%s", text.c_str(),
              times_text(figures, options.reference).c_str());
  if (options.out.empty()) return;
  std::filesystem::create_directories(options.out);
  write_text(options.out / "tables.txt", text);
  write_text(options.out / "cases.csv", comparison_csv(figures, cases, *pairs));
  write_text(
      options.out / "index.html",
      comparison_page("Holes filled", head,
                      write_comparison_pictures(options.out, fillers, *pairs,
                                                cases, options.rows),
                      tables));
}

void add_filler_arguments(CLI::App& command, CompareOptions& o) {
  command
      .add_option("--models", o.models,
                  "model files; one of a run is called by the run's folder")
      ->check(CLI::ExistingFile);
  command.add_option("--rivals", o.rivals, "telea, navier-stokes, or none")
      ->delimiter(',')
      ->capture_default_str();
  command
      .add_option("--reference", o.reference,
                  "which of them all the others are held against")
      ->capture_default_str();
  command
      .add_option("--precision", o.precision,
                  "of the models: fp32 or what else the element has")
      ->capture_default_str();
  command
      .add_option("--threads", o.engine.threads,
                  "of the models; the rivals have one")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--device", o.engine.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
}

void add_case_arguments(CLI::App& command, CompareOptions& o) {
  add_data_arguments(command, o.data);
  command.add_option("--phase", o.phase, "train, val or test")
      ->capture_default_str()
      ->group("Data");
  command.add_option("--pictures", o.pictures, "so many, the first; 0: all")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str()
      ->group("Data");
  command
      .add_option("--crop", o.crop,
                  "the middle square of so many pixels; 0: whole pictures")
      ->check(CLI::Range(0, 1 << 14))
      ->capture_default_str()
      ->group("Data");
  command.add_option("--holes", o.holes.source, "random, or a folder of masks")
      ->capture_default_str()
      ->group("Holes (inpainting)");
  add_polarity_argument(command, o.holes.black_is_hole, "Holes (inpainting)");
}

void add_output_arguments(CLI::App& command, CompareOptions& o) {
  const char* group = "Files";
  command
      .add_option("--out", o.out,
                  "folder for tables.txt, cases.csv (every case) and "
                  "index.html with pictures side by side")
      ->group(group);
  command.add_option("--rows", o.rows, "pictures of each ratio on the page")
      ->check(CLI::Range(0, 100))
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_compare_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "compare", "fill the same holes with models and classical methods");
  const auto options = std::make_shared<CompareOptions>();
  if (!has_classical_fillers()) options->rivals = {"none"};
  add_filler_arguments(*command, *options);
  add_case_arguments(*command, *options);
  add_figure_arguments(*command, options->metrics, options->metric,
                       options->bootstrap);
  add_output_arguments(*command, *options);
  command->callback([options] { compare(*options); });
}

}  // namespace p2p
