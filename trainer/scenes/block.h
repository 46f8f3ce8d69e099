// SPDX-License-Identifier: MIT
// Blocks: what is left of a district between its streets.
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/scenes/convex_polygon.h"
#include "trainer/scenes/district.h"

namespace p2p::scenes {

enum class LandUse : std::uint8_t {
  kHomes,
  kTown,
  kWorks,
  kPark,
  kParking,
  kSports
};

/// `outline` runs along the middle of the streets around the block.
struct Block {
  ConvexPolygon outline;
  LandUse use;
  cv::Point2d axis;
  Key key;
};

struct Streets {
  std::vector<Block> blocks;
  std::vector<Road> roads;
};

/// Cuts a district into blocks by streets along and across its axis.
Streets lay_streets(const District& district);

}  // namespace p2p::scenes
