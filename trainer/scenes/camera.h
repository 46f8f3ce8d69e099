// SPDX-License-Identifier: MIT
// What a camera makes of the painted scene: grain, exposure, blur, noise.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/ground.h"
#include "trainer/scenes/look.h"
#include "trainer/scenes/projection.h"

namespace p2p::scenes {

/// Darkens a CV_8UC4 scene where `shadows` (CV_8UC1, 255: full shadow) falls.
void cast_shadows(const cv::Mat& shadows, cv::Mat& scene);

/// Applies the grain of every surface, reduces the picture to the view's size
/// and exposes it. Returns CV_8UC3, blue green red.
cv::Mat photograph(const cv::Mat& scene, const Projection& projection,
                   const Textures& textures, const Look& look);

/// The sensor's noise: depends on the key and the pixel's place.
void add_sensor_noise(Key key, cv::Mat& picture);

}  // namespace p2p::scenes
