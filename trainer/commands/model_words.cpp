// SPDX-License-Identifier: MIT
// Options for a model's card and for the type of its weights.
#include "trainer/commands/model_words.h"

#include <map>

#include <CLI/CLI.hpp>

namespace p2p {
namespace {

void replace_if_given(std::string& field, const std::string& text) {
  if (!text.empty()) field = text;
}

}  // namespace

void add_word_options(CLI::App& command, ModelWords& words) {
  command.add_option("--dataset", words.dataset, "new text for the card");
  command.add_option("--task", words.task, "new text for the card");
  command.add_option("--licence-note", words.licence_note,
                     "new text for the card");
}

void put_on_card(const ModelWords& words, ModelSpec& spec) {
  replace_if_given(spec.dataset, words.dataset);
  replace_if_given(spec.task, words.task);
  replace_if_given(spec.licence_note, words.licence_note);
}

void add_weights_option(CLI::App& command, torch::ScalarType& type) {
  const std::map<std::string, torch::ScalarType> types = {
      {"fp32", torch::kFloat},
      {"fp16", torch::kHalf},
      {"bf16", torch::kBFloat16}};
  command.add_option("--weights", type, "fp32, fp16 or bf16")
      ->transform(CLI::CheckedTransformer(types))
      ->default_str("fp16");
}

}  // namespace p2p
