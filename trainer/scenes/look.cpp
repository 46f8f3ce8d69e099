// SPDX-License-Identifier: MIT
// What differs between the photographs of two cities: sun, season, exposure.
#include "trainer/scenes/look.h"

#include <numbers>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {

Look look_of(Key city) {
  const Key key = city["look"];
  const cv::Point2d to_sun =
      direction_of(key["sun"].between(0, 2 * std::numbers::pi));
  const double warmth = key["warmth"].between(-0.05, 0.05);
  const double green = key["green"].between(-0.02, 0.02);
  return {.shadow = to_sun * -key["shadow"].between(0.42, 0.85),
          .to_sun = to_sun,
          .dryness = key["dryness"].unit(),
          .exposure = key["exposure"].between(1.06, 1.3),
          .tint = {1 - warmth, 1 + green, 1 + warmth},
          .haze = key["haze"].between(0.02, 0.12)};
}

}  // namespace p2p::scenes
