// SPDX-License-Identifier: MIT
// The mask that a network with one output channel made, into frames.
#pragma once

#include "models/pixels/blend.h"
#include "models/pixels/planes.h"

namespace p2p {

/// Whether the network's picture is written as it is: nothing here is needed.
bool is_plain(const P2pComposition& composition);

// Rows are cut as frame_planes.h says. None of the functions allocates.

/// Fills rows [first, last) of `weights` from one plane of network values,
/// which is at least as large: for an overlay with its opacity, else
/// thresholded.
void make_weights(const Planes& planes, ValueRange range,
                  const P2pComposition& composition, const WeightPlane& weights,
                  int first, int last);

/// Writes rows [first, last) of `frame`, and the chroma rows that begin in
/// them, from complete `weights`: an overlay on `source`, or the mask in black
/// and white. The size of all three is one.
void write_mask(const WeightPlane& weights, const P2pComposition& composition,
                const P2pFrame& source, const P2pFrame& frame, int first,
                int last);

}  // namespace p2p
