// SPDX-License-Identifier: MIT
// Masks to be looked at: how sure the network is, and where it is wrong.
#pragma once

#include <torch/types.h>

namespace p2p {

/// Probabilities as grey, uint8 [H, W, 1]. `values`: fp32 [H, W, C] in [0, 1]
/// (the mean of the channels) or uint8.
torch::Tensor probability_picture(const torch::Tensor& values);

/// Pixels by kind, uint8 [H, W, 3]: hits white, misses blue (86, 180, 233),
/// false alarms orange (230, 159, 0), the rest black; dark grey (48) outside
/// the `region`, if there is one. White in the output is what reaches `level`
/// (threshold_level()), in the target what mask figures take for it. The
/// colours are told apart by colour-blind eyes, too (Okabe and Ito).
torch::Tensor error_picture(const torch::Tensor& values,
                            const torch::Tensor& target,
                            const torch::Tensor& region, int level);

}  // namespace p2p
