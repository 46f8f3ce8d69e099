// SPDX-License-Identifier: MIT
// Loss functions on network values.
#pragma once

#include <string>

#include <torch/types.h>

namespace p2p {

/// kVanilla: binary cross entropy on logits (Goodfellow et al. 2014, with the
/// non-saturating generator loss). kLsgan: squared distance (Mao et al. 2017).
enum class GanMode { kVanilla, kLsgan };

GanMode gan_mode_from_string(const std::string& text);

/// How far `logits` are from saying "real" (or "fake") everywhere: the mean
/// over all patches, a scalar.
torch::Tensor gan_loss(GanMode mode, const torch::Tensor& logits, bool real);

/// Mean |output - target|, a scalar.
torch::Tensor l1_loss(const torch::Tensor& output, const torch::Tensor& target);

}  // namespace p2p
