// SPDX-License-Identifier: MIT
// What commands that write a model file have in common.
#pragma once

#include <filesystem>
#include <string>

#include <torch/types.h>

#include "models/weights/model_file.h"

namespace CLI {
class App;
}

namespace p2p {

/// Where a model goes, in which precision, and what its card says anew.
struct ModelOutput {
  std::filesystem::path path;
  torch::ScalarType type = torch::kHalf;
  /// Texts for the card; empty: as it was.
  std::string dataset, task, licence_note;
};

/// The positional "output", --weights, --dataset, --task and --licence-note.
void add_output_options(CLI::App& command, ModelOutput& output);

/// Writes the model with its new card and prints path and size.
void write_model(const ModelOutput& output, Model model);

/// Throws std::runtime_error for an output that is the `input` or is not named
/// like a model.
void check_output(const ModelOutput& output,
                  const std::filesystem::path& input);

}  // namespace p2p
