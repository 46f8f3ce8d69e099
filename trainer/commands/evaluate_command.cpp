// SPDX-License-Identifier: MIT
// pix2pix-trainer evaluate
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "models/inference/device.h"
#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/data/resized_pairs.h"
#include "trainer/evaluation/evaluate.h"

namespace p2p {
namespace {

struct EvaluateOptions {
  std::filesystem::path model;
  DataOptions data;
  std::string phase = "val";
  int size = 0;
  std::string device = "auto";
};

void print_row(const char* stats, const Figures& figures) {
  std::printf("%-8s  %8.4f  %8.2f  %8.4f\n", stats, figures.mean.l1,
              figures.mean.psnr, figures.mean.ssim);
}

void evaluate_model(const EvaluateOptions& options) {
  const DeviceChoice device = choose_device(options.device);
  const Model model = load_model(options.model);
  model.generator->to(device.device);
  DataOptions data = options.data;
  data.channels = {model.spec.in_channels, model.spec.out_channels};
  const int size = options.size > 0 ? options.size : model.spec.training_width;
  const ResizedPairs pairs(open_pairs(data, options.phase), size);
  std::printf(
      "%zu pictures of '%s' at %dx%d, uint8, means; L1 in [0, 1], PSNR "
      "in dB (peak 255), SSIM Gaussian 11x11\n",
      pairs.size(), options.phase.c_str(), size, size);
  std::printf("%-8s  %8s  %8s  %8s\n", "norm", "L1", "PSNR", "SSIM");
  for (const NormStats stats : {NormStats::kFrame, NormStats::kRunning})
    print_row(to_string(stats),
              evaluate(*model.generator, model.spec, mode_for(stats), pairs));
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "compare a model's output with the targets of a data set");
  const auto options = std::make_shared<EvaluateOptions>();
  command->add_option("--model", options->model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  add_data_arguments(*command, options->data);
  command->add_option("--phase", options->phase, "train, val or test")
      ->capture_default_str();
  command
      ->add_option("--size", options->size,
                   "resize pictures to this; 0: the training size")
      ->check(CLI::Range(0, 1 << 14))
      ->capture_default_str();
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command->callback([options] { evaluate_model(*options); });
}

}  // namespace p2p
