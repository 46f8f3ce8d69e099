// SPDX-License-Identifier: MIT
// The algebra of filters behind the lowering.
#pragma once

#include <vector>

#include <torch/types.h>

#include "models/inference/program.h"
#include "models/networks/norm.h"

namespace p2p {

/// The tensor's values in order, as fp32.
std::vector<float> values_of(const torch::Tensor& tensor);

/// The same, or `count` times `otherwise` for an undefined one.
std::vector<float> values_or(const torch::Tensor& tensor, size_t count,
                             float otherwise);

/// `weight` is [out, in, h, w]; `bias` [out] or undefined.
Filter filter_of(const torch::Tensor& weight, const torch::Tensor& bias);

/// Takes a norm with stored statistics into the filter before it:
/// y = (conv(x) - mean) / sqrt(var + eps) * scale + shift is a convolution
/// again (Ioffe and Szegedy 2015, section 3.1).
void fold(Filter& filter, const NormImpl& norm, double eps);

/// Nearest x2 and a 3x3 convolution (padding 1) as one transposed convolution
/// of 4x4 (stride 2, padding 1).
Filter upsampling_filter(const Filter& three);

/// A transposed convolution of 4x4 (stride 2, padding 1) as a 3x3 convolution
/// (padding 1) to four times the channels: channel 4c + 2y + x is channel c of
/// phase (y, x).
Filter shuffled_filter(const Filter& four);

/// Input channels first ... first + count - 1 of a filter, without its bias.
Filter input_slice(const Filter& whole, int first, int count);

}  // namespace p2p
