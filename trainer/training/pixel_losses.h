// SPDX-License-Identifier: MIT
// Losses between pictures, by pixels and their neighbourhoods. All are computed
// in fp32 and are scalars. `weights` [N, 1, H, W], if defined, says how much
// each pixel counts (a region mask): means become weighted means, and where all
// weights are 0 the loss is 0.
#pragma once

#include <torch/types.h>

namespace p2p {

/// Mean |output - target|.
torch::Tensor l1_loss(const torch::Tensor& output, const torch::Tensor& target,
                      const torch::Tensor& weights = {});

/// Mean binary cross entropy of probabilities; the target may be soft.
/// Logarithms are held above -100, as in PyTorch.
torch::Tensor bce_loss(const torch::Tensor& probability,
                       const torch::Tensor& target,
                       const torch::Tensor& weights = {});

/// 1 - (2 sum(p t) + 1) / (sum(p) + sum(t) + 1) over each sample's pixels and
/// channels, then the mean over samples (Milletari et al. 2016, with sums
/// instead of squares). The 1 gives two empty masks a loss of 0.
torch::Tensor dice_loss(const torch::Tensor& probability,
                        const torch::Tensor& target,
                        const torch::Tensor& weights = {});

/// 1 - mean structural similarity (Wang et al. 2004, equation 13; as a loss
/// Zhao et al. 2017, equation 8) of values in [0, 1]; a window has the weight
/// of its centre. Pictures of 11 pixels or more.
torch::Tensor ssim_loss(const torch::Tensor& output,
                        const torch::Tensor& target,
                        const torch::Tensor& weights = {});

}  // namespace p2p
