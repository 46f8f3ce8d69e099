// SPDX-License-Identifier: MIT
// Pictures of another size, by what their values mean.
#pragma once

#include <torch/types.h>

#include "trainer/data/picture_kind.h"

namespace p2p {

/// [H, W, C] (uint8 or fp32 pixel values) to [height, width, C] of the same
/// type. Pictures: bicubic with antialiasing, Pillow's filter (a = -0.5), which
/// the PyTorch original uses. Masks: each pixel is the mean over the area that
/// it covers; where they grow, linear. Labels: the nearest pixel.
torch::Tensor resize(const torch::Tensor& picture, int height, int width,
                     PictureKind kind);

}  // namespace p2p
