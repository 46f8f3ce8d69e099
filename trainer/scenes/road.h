// SPDX-License-Identifier: MIT
// Roads: their classes, widths and courses.
#pragma once

#include <cstdint>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// In drawing order: a later class lies on top at a crossing.
enum class RoadClass : std::uint8_t { kNone, kPath, kStreet, kAvenue, kMain };

/// Metres from the middle of the road to its kerb.
constexpr double half_width(RoadClass road) {
  switch (road) {
    case RoadClass::kNone:
      return 0.0;
    case RoadClass::kPath:
      return 1.3;
    case RoadClass::kStreet:
      return 4.2;
    case RoadClass::kAvenue:
      return 6.2;
    case RoadClass::kMain:
      return 9.6;
  }
  return 0.0;
}

/// Width of the pavement beside a road, metres.
inline constexpr double kPavementWidth = 2.6;

/// A piece of road; `line` is its middle, two points or more, in plan metres.
struct Road {
  std::vector<cv::Point2d> line;
  RoadClass kind;
  Key key;
};

}  // namespace p2p::scenes
