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

/// Rows [first, last) of `frame`, and the chroma rows that begin in them, over
/// `source`, a frame of the same kind: where the weight is 0 they become
/// `source`, where it is 1 they stay. A fourth component stays.
void lay_over(const P2pFrame& source, const WeightPlane& weights,
              const P2pFrame& frame, int first, int last);

}  // namespace p2p
