// SPDX-License-Identifier: MIT
// blend.h over the rows of frames of any format.
#pragma once

#include "models/pixels/blend.h"

namespace p2p {

// Rows are cut as frame_planes.h says; calls for different rows may run at the
// same time. None allocates.

/// Writes rows [first, last) of `frame`, and the chroma rows that begin in
/// them: `source` with the colour 0xAARRGGBB laid over it by `weights`, which
/// are complete and have the opacity in them. A fourth component is copied.
void lay_colour(const P2pFrame& source, uint32_t argb,
                const WeightPlane& weights, const P2pFrame& frame, int first,
                int last);

}  // namespace p2p
