// SPDX-License-Identifier: MIT
// Everything a run needs to go on, in one file.
#pragma once

#include <filesystem>
#include <string>

#include "models/weights/model_spec.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/run_plan.h"
#include "trainer/training/weight_average.h"

namespace p2p {

/// What a checkpoint says beside its tensors.
struct RunState {
  Position position;
  ModelSpec spec;
  /// The options and the data, as a JSON object: what a resumed run is compared
  /// with (resume_rules.h).
  std::string options = "{}";
  /// What the loop has noticed so far (best figure, plateau), as a JSON object.
  std::string notes = "{}";
};

/// The objects whose tensors are kept: weights, optimisers, image pool,
/// averages, and besides them LibTorch's random generators.
struct RunParts {
  Pix2PixStep& step;
  WeightAverage* average = nullptr;  ///< or nullptr
};

/// Writes all of it atomically. Throws std::runtime_error, and writes nothing,
/// if a weight is no longer a number: the checkpoints before are better.
void save_checkpoint(const std::filesystem::path& path, const RunState& state,
                     const RunParts& parts);

/// A checkpoint in memory.
class Checkpoint {
 public:
  /// Throws FileFormatError if the file is no checkpoint, is damaged or of
  /// another version.
  static Checkpoint read(const std::filesystem::path& path);

  Position position() const { return position_; }
  const std::string& options() const { return options_; }
  const std::string& notes() const { return notes_; }

  /// Copies every tensor and the random generators' states into `parts`.
  /// Throws FileFormatError if they belong to another network than `spec`
  /// describes; the message names the difference.
  void restore(const ModelSpec& spec, const RunParts& parts) const;

 private:
  explicit Checkpoint(SafetensorsFile file) : file_(std::move(file)) {}

  SafetensorsFile file_;
  Position position_;
  int64_t average_steps_ = 0;
  std::string spec_, options_, notes_;
};

}  // namespace p2p
