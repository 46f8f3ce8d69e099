// SPDX-License-Identifier: MIT
// pix2pix-trainer convert
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/model_output.h"

namespace p2p {
namespace {

struct ConvertOptions {
  std::filesystem::path input;
  ModelOutput output;
};

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
  add_output_options(*command, options->output);
  command->callback([options] {
    check_output(options->output, options->input);
    write_model(options->output, load_model(options->input));
  });
}

}  // namespace p2p
