// SPDX-License-Identifier: MIT
// pix2pix-trainer import
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "models/weights/foreign_generator.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/model_words.h"

namespace p2p {
namespace {

struct ImportOptions {
  std::filesystem::path input, output;
  ForeignDetails details;
  torch::ScalarType type = torch::kHalf;
  ModelWords words;
};

const char* name_of(NormKind kind) {
  return kind == NormKind::kBatch ? "batch" : "instance";
}

void tell(const ModelSpec& spec) {
  const bool unet = spec.architecture == Architecture::kUnet;
  std::printf(
      "%s of %d %s, ngf %d, %s norm, %d to %d channels\n",
      unet ? "U-Net" : "ResNet", unet ? spec.unet.depth : spec.resnet.blocks,
      unet ? "levels" : "blocks", unet ? spec.unet.ngf : spec.resnet.ngf,
      name_of(spec.norm.kind), spec.in_channels, spec.out_channels);
}

void import_generator(const ImportOptions& options) {
  Model model = load_foreign(options.input, options.details);
  put_on_card(options.words, model.spec);
  save_model(options.output, model.spec, *model.generator, options.type);
  tell(model.spec);
  std::printf("%s: %ju bytes\n", options.output.c_str(),
              std::filesystem::file_size(options.output));
}

}  // namespace

void add_import_command(CLI::App& app) {
  const std::map<std::string, NormStats> stats = {
      {"frame", NormStats::kFrame}, {"running", NormStats::kRunning}};
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
  command->add_option("output", options->output, "model file to write")
      ->required();
  command
      ->add_option("--norm-stats", options->details.norm_stats,
                   "frame, as the original tests without --eval, or running")
      ->transform(CLI::CheckedTransformer(stats))
      ->default_str("frame");
  command
      ->add_option("--size", options->details.training_size,
                   "side of the pictures that it was trained on")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  add_weights_option(*command, options->type);
  add_word_options(*command, options->words);
  command->callback([options] { import_generator(*options); });
}

}  // namespace p2p
