// SPDX-License-Identifier: MIT
// Distance of pictures in the features of a trained VGG-19.
#pragma once

#include <filesystem>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// Differences of VGG-19's activations relu1_1, relu2_1 and relu3_1, each
/// divided by its length over the channels, squared, summed over channels,
/// averaged over positions and summed over layers. There are no learned layer
/// weights, so it is not LPIPS. Immutable: any thread may use it.
class PerceptualDistance {
 public:
  /// Reads conv0 (1x1, from RGB in [0, 1]), conv1_1, conv1_2, conv2_1, conv2_2
  /// and conv3_1 (3x3) with weight and bias from a .safetensors file. Throws
  /// FileFormatError naming the file and the key that is missing or misshapen.
  static PerceptualDistance load(const std::filesystem::path& path);

  /// Of uint8 [H, W, 1 or 3] pictures of one shape, else throws
  /// std::invalid_argument; NaN below 8x8 pixels. With a `region` (uint8
  /// [H, W, 1]) a position counts by the share of its pixels that are in it.
  double operator()(const torch::Tensor& a, const torch::Tensor& b,
                    const torch::Tensor& region = {}) const;

 private:
  struct Layer {
    torch::Tensor weight, bias;
  };
  explicit PerceptualDistance(std::vector<Layer> layers)
      : layers_(std::move(layers)) {}

  std::vector<torch::Tensor> features(const torch::Tensor& picture) const;

  std::vector<Layer> layers_;
};

}  // namespace p2p
