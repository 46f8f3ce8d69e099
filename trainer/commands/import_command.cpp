// SPDX-License-Identifier: MIT
// pix2pix-trainer import
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "models/weights/foreign_generator.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/model_output.h"

namespace p2p {
namespace {

struct ImportOptions {
  std::filesystem::path input;
  std::string norm_stats = "frame";
  int training_size = 256;
  ModelOutput output;
};

void tell(const ModelSpec& spec) {
  const bool unet = spec.architecture == Architecture::kUnet;
  std::printf(
      "%s of %d %s, ngf %d, %s norm, %d to %d channels\n",
      unet ? "U-Net" : "ResNet", unet ? spec.unet.depth : spec.resnet.blocks,
      unet ? "levels" : "blocks", unet ? spec.unet.ngf : spec.resnet.ngf,
      to_string(spec.norm.kind), spec.in_channels, spec.out_channels);
}

void import_generator(const ImportOptions& options) {
  check_output(options.output, options.input);
  Model model = load_foreign(
      options.input, {.norm_stats = norm_stats_from_string(options.norm_stats),
                      .training_size = options.training_size});
  tell(model.spec);
  write_model(options.output, std::move(model));
}

}  // namespace

void add_import_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "import",
      "make a model of a generator trained with pytorch-CycleGAN-and-pix2pix "
      "(latest_net_G.pth)");
  const auto options = std::make_shared<ImportOptions>();
  command
      ->add_option("input", options->input,
                   "its state dict, .pth or .safetensors")
      ->required()
      ->check(CLI::ExistingFile);
  add_output_options(*command, options->output);
  command
      ->add_option("--norm-stats", options->norm_stats,
                   "frame, as the original tests without --eval, or running")
      ->check(CLI::IsMember({"frame", "running"}))
      ->capture_default_str();
  command
      ->add_option("--size", options->training_size,
                   "side of the pictures that it was trained on")
      ->check(CLI::Range(1, kMaxTrainingSize))
      ->capture_default_str();
  command->callback([options] { import_generator(*options); });
}

}  // namespace p2p
