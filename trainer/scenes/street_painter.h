// SPDX-License-Identifier: MIT
// What the photograph shows on asphalt: markings, wheel tracks, cars.
#pragma once

#include "trainer/scenes/brush.h"
#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/look.h"

namespace p2p::scenes {

/// Each onto a CV_8UC4 canvas (blue, green, red, roughness).
void paint_markings(const CityPlan& plan, Brush& brush);
void paint_car(const Car& car, const Look& look, Brush& brush);

}  // namespace p2p::scenes
