// SPDX-License-Identifier: MIT
// Districts: an irregular mosaic whose seams are the avenues and main roads.
#pragma once

#include <cstdint>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/convex_polygon.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

enum class Style : std::uint8_t { kSuburb, kTown, kWorks };

/// One tile of the mosaic. The outline runs along the middle of the roads
/// around it; `axis` is the direction of its own street grid.
struct District {
  ConvexPolygon outline;
  Style style;
  cv::Point2d axis;
  Key key;
};

/// Every district that touches the region (plan metres).
std::vector<District> districts(Key city, const cv::Rect2d& region);

/// The roads between districts around the region, each once.
std::vector<Road> main_roads(Key city, const cv::Rect2d& region);

}  // namespace p2p::scenes
