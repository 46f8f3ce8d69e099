// SPDX-License-Identifier: MIT
// pix2pix-trainer convert
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/model_words.h"

namespace p2p {
namespace {

struct ConvertOptions {
  std::filesystem::path input, output;
  torch::ScalarType type = torch::kHalf;
  ModelWords words;
};

void convert(const ConvertOptions& options) {
  Model model = load_model(options.input);
  put_on_card(options.words, model.spec);
  save_model(options.output, model.spec, *model.generator, options.type);
  std::printf("%s: %ju bytes\n", options.output.c_str(),
              std::filesystem::file_size(options.output));
}

}  // namespace

void add_convert_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "convert",
      "write a model again, in another precision or with other "
      "words on its card");
  const auto options = std::make_shared<ConvertOptions>();
  command->add_option("input", options->input, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("output", options->output, "model file to write")
      ->required();
  add_weights_option(*command, options->type);
  add_word_options(*command, options->words);
  command->callback([options] { convert(*options); });
}

}  // namespace p2p
