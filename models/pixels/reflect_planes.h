// SPDX-License-Identifier: MIT
// Planes that are wider than what was written to them.
#pragma once

#include "models/pixels/planes.h"

namespace p2p {

/// Mirrors (reflect.h) what row `y` of the first `channels` planes holds left
/// of `width` into the rest of the row.
void reflect_right(int y, int width, int channels, const Planes& planes);

}  // namespace p2p
