// SPDX-License-Identifier: MIT
// Pictures of more than 8 bits beside those of 8.
#pragma once

#include <torch/types.h>

#include "models/pixels/value_range.h"

namespace p2p {

/// A picture in memory is [H, W, C], either uint8 or fp32; fp32 holds pixel
/// values on the same scale, 0 (black) to 255 (white), with fractions.

/// The picture as uint8: fp32 is clamped and rounded, halves up.
torch::Tensor as_bytes(const torch::Tensor& picture);

/// [H, W, C] of either kind to fp32 [C, H, W] in `range`, without rounding.
torch::Tensor network_values(const torch::Tensor& picture, ValueRange range);

}  // namespace p2p
