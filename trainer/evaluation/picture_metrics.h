// SPDX-License-Identifier: MIT
// How far apart two pictures are, pixel by pixel, on 8-bit values.
#pragma once

#include <torch/types.h>

namespace p2p {

/// All take uint8 [H, W, C] pictures of one shape (or throw
/// std::invalid_argument) and, optionally, a region, uint8 [H, W, 1], whose
/// zeros do not count; a region without any pixel gives NaN.

/// Mean absolute difference, in [0, 1].
double l1_distance(const torch::Tensor& a, const torch::Tensor& b,
                   const torch::Tensor& region = {});

/// Mean squared difference of values in [0, 1].
double mse(const torch::Tensor& a, const torch::Tensor& b,
           const torch::Tensor& region = {});

/// 10 log10(1 / mse), dB; NaN for equal pictures.
double psnr(const torch::Tensor& a, const torch::Tensor& b,
            const torch::Tensor& region = {});

/// Gradient energy of `output` over that of `target`: sums, over all channels,
/// of the squared differences between neighbours to the right and below, both
/// in the region. 1 is right, below is blur, above is noise. NaN for a flat
/// target.
double sharpness(const torch::Tensor& output, const torch::Tensor& target,
                 const torch::Tensor& region = {});

}  // namespace p2p
