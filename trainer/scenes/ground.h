// SPDX-License-Identifier: MIT
// The bare ground of the photograph: what lies where, and its texture.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/look.h"
#include "trainer/scenes/noise_tile.h"
#include "trainer/scenes/projection.h"

namespace p2p::scenes {

/// Noise of one city, fixed to the world.
struct Textures {
  explicit Textures(Key city);

  /// Grain of 0.3 to 5 metres, patches of 5 to 150 metres, and the same over
  /// kilometres; each about -1 ... 1.
  float grain(cv::Point2d world) const;
  float patches(cv::Point2d world) const;
  float country(cv::Point2d world) const;

  NoiseTile fine, coarse;
};

/// CV_8UC1, a Surface in each pixel.
cv::Mat label_ground(const CityPlan& plan, const Projection& projection);

/// CV_8UC4: blue, green, red, and how strongly the grain will show there.
cv::Mat texture_ground(const cv::Mat& labels, const Projection& projection,
                       const Textures& textures, const Look& look);

}  // namespace p2p::scenes
