// SPDX-License-Identifier: MIT
// Strokes, blobs and boxes that grow until they have covered enough.
#pragma once

#include <cstdint>

#include "trainer/data/random.h"
#include "trainer/holes/hole_plane.h"

namespace p2p {

/// Each draws one shape that makes holes of exactly `pixels` pixels which were
/// none before, or of all room that is left. What it covers depends on the
/// plane and on `random` alone, and is the same on every machine.

/// A pen that walks with smooth turns and changes its width: about 1 pixel
/// (scratches) to a quarter of the shorter side wide, and 0.4 to 3 of these
/// sides long where its width allows.
void draw_stroke(HolePlane& plane, Random& random, int64_t pixels);

/// A closed shape with a smooth, irregular outline, up to 2.5 times as long as
/// wide.
void draw_blob(HolePlane& plane, Random& random, int64_t pixels);

/// A rectangle, up to 6 times as long as wide; one in four is turned.
void draw_box(HolePlane& plane, Random& random, int64_t pixels);

}  // namespace p2p
