// SPDX-License-Identifier: MIT
// What the discriminator's answers are worth to either side.
#pragma once

#include <functional>
#include <string>

#include <torch/types.h>

namespace p2p {

/// kVanilla: binary cross entropy on logits (Goodfellow et al. 2014, with the
/// non-saturating generator loss). kLsgan: squared distance (Mao et al. 2017).
/// kWgangp: the critic's mean, with a penalty on its gradient (Gulrajani et al.
/// 2017). kNone: no discriminator.
enum class GanMode { kVanilla, kLsgan, kWgangp, kNone };

GanMode gan_mode_from_string(const std::string& text);

/// How far `logits` are from saying "real" (or "fake") everywhere: the mean
/// over all patches, a scalar. kWgangp: the mean with its sign. kNone throws
/// std::invalid_argument.
torch::Tensor gan_loss(GanMode mode, const torch::Tensor& logits, bool real);

/// mean (|gradient of the judgement| - 1)^2 over samples, at points between
/// `real` and `fake`, both [N, C, H, W]: `share` [N, 1, 1, 1] in [0, 1] of the
/// real one. The norm is over all of a sample's values. A scalar with a graph,
/// for the discriminator's weights to follow.
torch::Tensor gradient_penalty(
    const std::function<torch::Tensor(const torch::Tensor&)>& judge,
    const torch::Tensor& real, const torch::Tensor& fake,
    const torch::Tensor& share);

}  // namespace p2p
