// SPDX-License-Identifier: MIT
// Holes out of a folder of mask pictures.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <vector>

#include "trainer/holes/hole_source.h"

namespace p2p {

/// Pictures of any size, decoded when they are first drawn and kept in memory
/// up to 256 MiB. Grey from 128 up is white; which of black and white is hole
/// the options say. With `augment` a draw is augment_mask() of a file, else its
/// nearest pixels at the size that is wanted.
///
/// Draws are repeated until one has holes, a ratio in range, and keeps off the
/// border where it must, up to 32 times; then the one with the nearest ratio is
/// taken, cleared at the border if it must be, and stderr says so once. It also
/// says once that masks were grey.
class FileHoles : public HoleSource {
 public:
  /// Lists the folder `options.source`. Throws std::runtime_error if it is
  /// missing, holds no picture, or this build reads none, and
  /// std::invalid_argument for a range that is none.
  explicit FileHoles(const HoleOptions& options);
  torch::Tensor draw(Random& random, int height, int width) const override;
  /// Any of the masks.
  torch::Tensor attempt(Random& random, int height, int width,
                        const HoleRange& range) const override;

 private:
  torch::Tensor mask(size_t index) const;
  torch::Tensor decoded(size_t index) const;
  void tell_of_misfit(double ratio) const;

  HoleOptions options_;
  std::vector<std::filesystem::path> files_;
  mutable std::mutex mutex_;  ///< guards the two below
  mutable std::vector<torch::Tensor> kept_;
  mutable size_t used_ = 0;
  mutable std::atomic_bool told_of_grey_ = false;
  mutable std::atomic_bool told_of_misfit_ = false;
};

}  // namespace p2p
