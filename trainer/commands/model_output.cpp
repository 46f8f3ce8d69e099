// SPDX-License-Identifier: MIT
// Options for a model's card and for the type of its weights.
#include "trainer/commands/model_output.h"

#include <cstdio>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

#include "trainer/commands/words.h"

namespace p2p {
namespace {

void replace_if_given(std::string& field, const std::string& text) {
  if (!text.empty()) field = text;
}

}  // namespace

void add_output_options(CLI::App& command, ModelOutput& output) {
  const std::map<std::string, torch::ScalarType> types = {
      {"fp32", torch::kFloat},
      {"fp16", torch::kHalf},
      {"bf16", torch::kBFloat16}};
  command.add_option("output", output.path, "model file to write")->required();
  command.add_option("--weights", output.type, "fp32, fp16 or bf16")
      ->transform(words(types))
      ->default_str("fp16");
  command.add_option("--dataset", output.dataset, "new text for the card");
  command.add_option("--task", output.task, "new text for the card");
  command.add_option("--licence-note", output.licence_note,
                     "new text for the card");
}

void check_output(const ModelOutput& output,
                  const std::filesystem::path& input) {
  if (output.path.extension() != ".safetensors")
    throw std::runtime_error("'" + output.path.string() +
                             "': a model file's name ends in .safetensors");
  std::error_code ignored;
  if (std::filesystem::equivalent(input, output.path, ignored))
    throw std::runtime_error("'" + output.path.string() +
                             "' is what is read: write to another file");
}

void write_model(const ModelOutput& output, Model model) {
  replace_if_given(model.spec.dataset, output.dataset);
  replace_if_given(model.spec.task, output.task);
  replace_if_given(model.spec.licence_note, output.licence_note);
  save_model(output.path, model.spec, *model.generator, output.type);
  std::printf("%s: %ju bytes\n", output.path.c_str(),
              std::filesystem::file_size(output.path));
}

}  // namespace p2p
