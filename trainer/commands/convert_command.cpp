// SPDX-License-Identifier: MIT
// pix2pix-trainer convert
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"

namespace p2p {
namespace {

struct ConvertOptions {
  std::filesystem::path input, output;
  torch::ScalarType type = torch::kHalf;
  std::string dataset, task, licence_note;
};

void replace_if_given(std::string& field, const std::string& text) {
  if (!text.empty()) field = text;
}

void convert(const ConvertOptions& options) {
  Model model = load_model(options.input);
  replace_if_given(model.spec.dataset, options.dataset);
  replace_if_given(model.spec.task, options.task);
  replace_if_given(model.spec.licence_note, options.licence_note);
  save_model(options.output, model.spec, *model.generator, options.type);
  std::printf("%s: %ju bytes\n", options.output.c_str(),
              std::filesystem::file_size(options.output));
}

}  // namespace

void add_convert_command(CLI::App& app) {
  const std::map<std::string, torch::ScalarType> types = {
      {"fp32", torch::kFloat},
      {"fp16", torch::kHalf},
      {"bf16", torch::kBFloat16}};
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
  command->add_option("--weights", options->type, "fp32, fp16 or bf16")
      ->transform(CLI::CheckedTransformer(types))
      ->default_str("fp16");
  command->add_option("--dataset", options->dataset, "new text for the card");
  command->add_option("--task", options->task, "new text for the card");
  command->add_option("--licence-note", options->licence_note,
                      "new text for the card");
  command->callback([options] { convert(*options); });
}

}  // namespace p2p
