// SPDX-License-Identifier: MIT
// Which part of a frame a network has to see to fill its holes.
#pragma once

#include "models/pixels/pixel_box.h"

namespace p2p {

/// What a network and a frame ask of a region.
struct RegionRules {
  int frame_width = 0;
  int frame_height = 0;
  ChromaStep step;   ///< a region begins at multiples of these
  int multiple = 1;  ///< of a region's sides, unless it ends as the frame does
  int least_width = 0;  ///< what the network was trained on
  int least_height = 0;
  int feather = 0;  ///< pixels around the holes that are blended
};

/// The box around the holes with half its size of context on every side, at
/// least 32 pixels and the feather, and at least as large as the network was
/// trained on; moved into the frame where it would leave it. Along an axis on
/// which nothing would be saved it is the whole frame. Sides change in steps of
/// about a quarter, so that holes that move and breathe do not ask for a new
/// plan with every frame; they depend on nothing that came before, so that a
/// frame is filled alike whenever it comes. `holes` is not empty and inside the
/// frame.
PixelBox hole_region(const PixelBox& holes, const RegionRules& rules);

}  // namespace p2p
