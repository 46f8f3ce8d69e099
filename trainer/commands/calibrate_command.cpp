// SPDX-License-Identifier: MIT
// pix2pix-trainer calibrate
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "models/inference/activation_ranges.h"
#include "models/inference/engine.h"
#include "models/inference/lowering.h"
#include "models/inference/reference.h"
#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/pixel_values.h"
#include "trainer/evaluation/bootstrap.h"
#include "trainer/evaluation/picture_metrics.h"

namespace p2p {
namespace {

struct CalibrateOptions {
  std::filesystem::path model, output;
  DataOptions data;
  std::string phase = "train";
  std::string check_phase = "val";
  size_t pictures = 50;
};

PairSourcePtr open_resized(const CalibrateOptions& options,
                           const ModelSpec& spec, const std::string& phase) {
  DataOptions data = options.data;
  data.channels = {spec.in_channels, spec.out_channels};
  return judging_size(open_pairs(data, phase), data, spec.training_width);
}

ActivationRanges collect(const Model& model, const PairSource& pairs,
                         size_t pictures) {
  const Program program =
      lower(*model.generator, model.spec, model.spec.norm_stats);
  RangeCollector collector(program);
  // Spread over the whole set, not only its first pictures.
  const size_t count = std::min(pictures, pairs.size());
  for (size_t i = 0; i < count; ++i)
    collector.add(network_input(
        model.spec, as_bytes(pairs.get(i * pairs.size() / count).a)));
  return collector.ranges();
}

/// Mean PSNR against the targets, of the pictures for which it is defined.
double decibels(const std::filesystem::path& model, Precision precision,
                const PairSource& pairs) {
  Engine engine =
      Engine::load(model, {.device = "cpu", .precision = precision});
  std::vector<double> figures;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Pair pair = pairs.get(i);
    figures.push_back(psnr(engine.run(as_bytes(pair.a)), as_bytes(pair.b)));
  }
  return finite_mean(figures);
}

void print_loss(const CalibrateOptions& options, const ModelSpec& spec) {
  if (!has_phase(options.data, options.check_phase)) {
    std::printf("there are no pictures of '%s' to compare int8 with fp32 on\n",
                options.check_phase.c_str());
    return;
  }
  const PairSourcePtr pairs = open_resized(options, spec, options.check_phase);
  try {
    const double whole = decibels(options.output, Precision::kInt8, *pairs);
    const double exact = decibels(options.output, Precision::kFp32, *pairs);
    std::printf(
        "PSNR against the targets of %zu pictures of '%s': fp32 %.2f dB, int8 "
        "%.2f dB\n",
        pairs->size(), options.check_phase.c_str(), exact, whole);
  } catch (const SettingsError& error) {
    std::printf("int8 was not tried here: %s\n", error.what());
  }
}

void calibrate(const CalibrateOptions& options) {
  Model model = load_model(options.model);
  if (model.spec.mask_input != MaskInput::kNone)
    throw std::runtime_error("'" + options.model.string() +
                             "' fills holes: int8 is for models of whole "
                             "pictures");
  const PairSourcePtr pairs = open_resized(options, model.spec, options.phase);
  if (pairs->size() == 0)
    throw std::runtime_error("there is no picture in phase '" + options.phase +
                             "' to calibrate with");
  const ActivationRanges ranges = collect(model, *pairs, options.pictures);
  model.spec.activation_ranges = to_json(ranges);
  save_model(options.output, model.spec, *model.generator, model.stored);
  std::printf("%s: ranges of %zu steps from %zu pictures, norm statistics %s\n",
              options.output.c_str(), ranges.size(),
              std::min(options.pictures, pairs->size()),
              to_string(model.spec.norm_stats));
  print_loss(options, model.spec);
}

}  // namespace

void add_calibrate_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "calibrate",
      "measure a model's activations on pictures, for precision=int8");
  const auto options = std::make_shared<CalibrateOptions>();
  command->add_option("--model", options->model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--output", options->output,
                   "model file to write, with the ranges")
      ->required();
  add_data_arguments(*command, options->data);
  command->add_option("--phase", options->phase, "pictures to measure on")
      ->capture_default_str();
  command
      ->add_option("--check-phase", options->check_phase,
                   "pictures to compare int8 with fp32 on")
      ->capture_default_str();
  command->add_option("--pictures", options->pictures, "how many to measure on")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->callback([options] { calibrate(*options); });
}

}  // namespace p2p
