// SPDX-License-Identifier: MIT
// What differs between the photographs of two cities: sun, season, exposure.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

struct Look {
  /// Metres of shadow on the ground per metre of height, in the world.
  cv::Point2d shadow;
  cv::Point2d to_sun;  ///< unit vector
  double dryness;      ///< 0 lush, 1 yellow
  double exposure;     ///< factor
  cv::Vec3d tint;      ///< factors for blue, green, red
  double haze;         ///< share of grey veil
};

Look look_of(Key city);

}  // namespace p2p::scenes
