// SPDX-License-Identifier: MIT
// The part of a generator's loss that compares it with the target.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <torch/types.h>

#include "models/networks/vgg_features.h"
#include "models/pixels/value_range.h"

namespace p2p {

/// Terms and their weights; 0 leaves a term out.
struct ReconstructionOptions {
  double l1 = 100.0;
  double bce = 0.0;
  double dice = 0.0;
  double ssim = 0.0;
  double perceptual = 0.0;
  /// Of pictures with holes, inpainting_loss.h; these need `holes`.
  double valid = 0.0;
  double hole = 0.0;
  double style = 0.0;
  double variation = 0.0;
  /// Of output and target: bce and dice take the share of the way from low to
  /// high for a probability, ssim and the features for a colour.
  ValueRange range = {};
  std::shared_ptr<VggFeatures> features = {};  ///< for perceptual and style
};

/// One term of a loss.
struct LossTerm {
  const char* name;     ///< as it is logged
  torch::Tensor value;  ///< a scalar with its graph
  double weight;        ///< in the sum
};

/// The terms whose weight is not 0, of pictures [N, C, H, W]. `weights`
/// [N, 1, H, W] or undefined: how much each pixel counts in all but the
/// perceptual term. With `holes` (inpainting_loss.h), or undefined,
/// structural similarity and features are of the filled picture; features are
/// of the output, too, where `valid` is not 0.
std::vector<LossTerm> reconstruction_terms(const ReconstructionOptions& options,
                                           const torch::Tensor& output,
                                           const torch::Tensor& target,
                                           const torch::Tensor& weights,
                                           const torch::Tensor& holes = {});

}  // namespace p2p
