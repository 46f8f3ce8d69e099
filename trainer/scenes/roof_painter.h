// SPDX-License-Identifier: MIT
// Roofs of the photograph, lit by the sun.
#pragma once

#include "trainer/scenes/brush.h"
#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/look.h"

namespace p2p::scenes {

/// Onto a CV_8UC4 canvas (blue, green, red, roughness).
void paint_roof(const Building& building, const Look& look, Brush& brush);

}  // namespace p2p::scenes
