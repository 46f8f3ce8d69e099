// SPDX-License-Identifier: MIT
// The photograph from the air, painted from the same plan as the map.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/ground.h"
#include "trainer/scenes/look.h"
#include "trainer/scenes/projection.h"

namespace p2p::scenes {

/// CV_8UC4 (blue, green, red, roughness) in the projection's (supersampled)
/// size: the scene before the camera. `time` in seconds moves the cars.
cv::Mat paint_aerial(const CityPlan& plan, const Projection& projection,
                     const Textures& textures, const Look& look, double time);

}  // namespace p2p::scenes
