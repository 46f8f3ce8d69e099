// SPDX-License-Identifier: MIT
// Pictures side by side, for sheets that people look at.
#pragma once

#include <vector>

#include <torch/types.h>

namespace p2p {

/// Grey as RGB; RGB as it is; of other channels the first three (or the first
/// one). uint8 [H, W, 3].
torch::Tensor as_rgb(const torch::Tensor& picture);

/// Joins RGB pictures of one height from left to right, a white rim between.
torch::Tensor join_row(const std::vector<torch::Tensor>& pictures);

/// Joins rows downwards, a white rim between; narrower ones end in white.
torch::Tensor join_rows(const std::vector<torch::Tensor>& rows);

}  // namespace p2p
