// SPDX-License-Identifier: MIT
// What stands inside a block: buildings, gardens, parks, parking lots.
#pragma once

#include "trainer/scenes/block.h"
#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/river.h"

namespace p2p::scenes {

/// Adds the ground, buildings and trees of one block to the plan.
void furnish(const Block& block, const Rivers& rivers, CityPlan& plan);

/// Lays rows of bays, some with a car in them, over a piece of asphalt.
void furnish_parking(const ConvexPolygon& ground, cv::Point2d axis, Key key,
                     CityPlan& plan);

/// Lawn, paths, trees in clumps, and a pond where there is room.
void furnish_park(const ConvexPolygon& ground, Key key, CityPlan& plan);

/// Lawn and trees in clumps, nothing else.
void furnish_meadow(const ConvexPolygon& ground, Key key, CityPlan& plan);

/// A sports field among trees, or a park where none fits.
void furnish_sports(const ConvexPolygon& ground, cv::Point2d axis, Key key,
                    CityPlan& plan);

}  // namespace p2p::scenes
