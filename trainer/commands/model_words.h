// SPDX-License-Identifier: MIT
// What commands that write a model file have in common.
#pragma once

#include <string>

#include <torch/types.h>

#include "models/weights/model_spec.h"

namespace CLI {
class App;
}

namespace p2p {

/// New texts for a model's card; empty: as it was.
struct ModelWords {
  std::string dataset, task, licence_note;
};

/// --dataset, --task and --licence-note.
void add_word_options(CLI::App& command, ModelWords& words);
void put_on_card(const ModelWords& words, ModelSpec& spec);

/// --weights: fp32, fp16 or bf16.
void add_weights_option(CLI::App& command, torch::ScalarType& type);

}  // namespace p2p
