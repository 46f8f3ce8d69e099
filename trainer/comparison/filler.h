// SPDX-License-Identifier: MIT
// Whoever fills holes: a model, or a classical method.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <torch/types.h>

#include "models/inference/engine.h"

namespace p2p {

/// Fills holes. Not thread-safe.
class Filler {
 public:
  virtual ~Filler() = default;
  /// For tables and files: letters, digits and signs that files may have.
  virtual const std::string& name() const = 0;
  /// Picture uint8 [H, W, 3] and its holes uint8 [H, W, 1], 255 in holes, to
  /// the picture with its holes filled and nothing else changed.
  virtual torch::Tensor fill(const torch::Tensor& picture,
                             const torch::Tensor& holes) = 0;
};
using FillerPtr = std::unique_ptr<Filler>;

/// A model as the element runs it; its name is that of the file, or that of the
/// run's folder for the files that training leaves there. Throws as
/// Engine::load() does, and SettingsError for a model without a mask input.
FillerPtr model_filler(const std::filesystem::path& path,
                       const EngineOptions& options);

/// "telea" (Telea 2004) or "navier-stokes" (Bertalmio et al. 2001), OpenCV's,
/// from what lies within 3 pixels. Throws std::invalid_argument for another
/// name; std::runtime_error in a build without OpenCV.
FillerPtr classical_filler(const std::string& name);

/// Whether this build has classical_filler().
bool has_classical_fillers();

}  // namespace p2p
