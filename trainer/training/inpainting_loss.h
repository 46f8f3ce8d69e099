// SPDX-License-Identifier: MIT
// The losses of partial convolutions (Liu et al. 2018, section 3.3).
#pragma once

#include <vector>

#include <torch/types.h>

#include "models/networks/vgg_features.h"

namespace p2p {

/// Features of the feature losses are those after so many poolings of a VGG.
inline constexpr size_t kFeaturePoolings = 3;

/// All take pictures [N, C, H, W] with values of [0, 1], not clamped, and
/// `holes` [N, 1, H, W], 1 in holes and 0 elsewhere. All are computed in fp32,
/// are scalars, and are means over all elements of the batch, holes or not:
/// the hole term of a small hole is small.

/// mean |(1 - holes)(output - target)|: L_valid, before equation 3.
torch::Tensor valid_loss(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& holes);

/// mean |holes (output - target)|: L_hole, before equation 3.
torch::Tensor hole_loss(const torch::Tensor& output,
                        const torch::Tensor& target,
                        const torch::Tensor& holes);

/// The target with the output in its holes.
torch::Tensor filled(const torch::Tensor& output, const torch::Tensor& target,
                     const torch::Tensor& holes);

/// mean |difference| of neighbours to the right plus that of neighbours below
/// in the filled picture, both pixels in the holes grown by one pixel;
/// equation 6. Sums over those, divided by all elements.
torch::Tensor variation_loss(const torch::Tensor& filled,
                             const torch::Tensor& holes);

/// Perceptual and style loss of the same features, weights left out.
struct FeatureLosses {
  /// Sum over pictures and levels of mean |features - target's|; equation 3.
  torch::Tensor perceptual;
  /// Sum over both of mean |Gram matrix - target's|; a Gram matrix is divided
  /// by C H W of its level; equations 4 and 5.
  torch::Tensor style;
};

/// With the features after the first kFeaturePoolings poolings, of `pictures`:
/// the output and the filled one in the paper. Gradients for them only.
/// Pictures of 1 or 3 channels, of 16 pixels or more.
FeatureLosses feature_losses(const VggFeatures& features,
                             const std::vector<torch::Tensor>& pictures,
                             const torch::Tensor& target);

}  // namespace p2p
