// SPDX-License-Identifier: MIT
// Many masks out of one, as the paper's authors made theirs.
#pragma once

#include <torch/types.h>

#include "trainer/data/random.h"

namespace p2p {

/// One draw.
struct MaskDraw {
  bool flip = false;    ///< left for right
  double angle = 0.0;   ///< degrees, anticlockwise
  double share = 1.0;   ///< of the largest cut of the wanted shape, its sides
  double x = 0.5;       ///< where the cut lies: 0 left, 1 right
  double y = 0.5;       ///< 0 above, 1 below
  double radius = 0.0;  ///< of the disc that dilates, in 512ths of the result's
                        ///< shorter side
};

/// Mirrored or not, any angle, a cut of 0.6 to 1 anywhere, and dilation by
/// discs 9 to 49 of 512 pixels wide in every other draw, since masks differ in
/// how far they have been dilated already (Liu et al. 2018, section 4.1, and
/// their published answers: dilate by 9 to 49, translate, rotate, crop).
MaskDraw draw_mask(Random& random);

/// The cut of a mask, uint8 [H, W, 1] of 0 and 255, as [height, width, 1] of
/// these; what lies outside the mask is no hole.
torch::Tensor augment_mask(const torch::Tensor& mask, const MaskDraw& draw,
                           int height, int width);

/// Every pixel within `radius` of a hole (Euclidean, between centres) becomes
/// one.
torch::Tensor dilate(const torch::Tensor& mask, double radius);

}  // namespace p2p
