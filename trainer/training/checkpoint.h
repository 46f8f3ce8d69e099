// SPDX-License-Identifier: MIT
// Everything a run needs to go on, in one file.
#pragma once

#include <filesystem>
#include <string>

#include "models/weights/model_spec.h"
#include "trainer/training/pix2pix_step.h"

namespace p2p {

/// The batch that comes next: epochs from 1, batches from 0.
struct Position {
  int epoch = 1;
  int batch = 0;
};

/// What a checkpoint says beside its tensors.
struct RunState {
  Position position;
  ModelSpec spec;
  /// The options and data that decide what every step does, as a JSON object:
  /// none of them may change.
  std::string identity;
};

/// Writes weights, optimisers, random generator and `state` atomically.
void save_checkpoint(const std::filesystem::path& path, const RunState& state,
                     Pix2PixStep& step);

/// Restores all of it and returns the position. Throws FileFormatError if the
/// file is no checkpoint, is damaged, or belongs to another network or other
/// data than `expected` describes; the message names the difference.
Position load_checkpoint(const std::filesystem::path& path,
                         const RunState& expected, Pix2PixStep& step);

}  // namespace p2p
