// SPDX-License-Identifier: MIT
// A fundus photograph of an eye that does not exist.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// CV_8UC3, blue green red, `size` pixels square: the orange disc of the field
/// of view on black, with optic disc, macula, and two arcades of arteries and
/// veins that branch and thin out. For showing a pipeline, not for training.
cv::Mat paint_eye_ground(Key key, int size);

}  // namespace p2p::scenes
