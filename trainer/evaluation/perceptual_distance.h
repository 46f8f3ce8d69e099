// SPDX-License-Identifier: MIT
// Distance of pictures in the features of a trained VGG.
#pragma once

#include <filesystem>
#include <utility>

#include <torch/types.h>

#include "models/networks/vgg_features.h"

namespace p2p {

/// Differences of a VGG's activations relu1_1, relu2_1 and relu3_1, each
/// divided by its length over the channels, squared, summed over channels,
/// averaged over positions and summed over layers. There are no learned layer
/// weights, so it is not LPIPS. Immutable: any thread may use it.
class PerceptualDistance {
 public:
  /// From a file as VggFeatures reads it, with three levels at least. Throws
  /// FileFormatError naming the file and what it lacks.
  static PerceptualDistance load(const std::filesystem::path& path);

  /// Of uint8 [H, W, 1 or 3] pictures of one shape, else throws
  /// std::invalid_argument; NaN below 8x8 pixels. With a `region` (uint8
  /// [H, W, 1]) a position counts by the share of its pixels that are in it.
  double operator()(const torch::Tensor& a, const torch::Tensor& b,
                    const torch::Tensor& region = {}) const;

 private:
  explicit PerceptualDistance(VggFeatures features)
      : features_(std::move(features)) {}

  VggFeatures features_;
};

}  // namespace p2p
