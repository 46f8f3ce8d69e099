// SPDX-License-Identifier: MIT
// How the holes of a picture reach a network: the one definition.
#pragma once

#include <torch/types.h>

#include "models/weights/model_spec.h"

namespace p2p {

/// The network's input from a picture fp32 [N, picture_channels, H, W] in the
/// spec's value range and its holes [N, 1, H, W] of any type, above 0.5 in a
/// hole. Inside holes the picture becomes 0, mid grey in [-1, 1]. With
/// MaskInput::kChannel the holes follow as the last channel, white on black:
/// range_high in a hole, range_low elsewhere. Throws std::invalid_argument for
/// MaskInput::kNone and for shapes that do not fit.
torch::Tensor masked_input(const ModelSpec& spec, const torch::Tensor& picture,
                           const torch::Tensor& holes);

}  // namespace p2p
