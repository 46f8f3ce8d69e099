// SPDX-License-Identifier: MIT
// Cutting districts into blocks and lots.
#include "trainer/scenes/convex_polygon.h"

#include <gtest/gtest.h>

namespace p2p::scenes {
namespace {

constexpr double kExact = 1e-9;

/// 100 x 60 metres, a main road along its lower side, streets elsewhere.
ConvexPolygon block() {
  return {{{0, 0}, RoadClass::kMain},
          {{100, 0}, RoadClass::kStreet},
          {{100, 60}, RoadClass::kStreet},
          {{0, 60}, RoadClass::kStreet}};
}

// Fails when a cut loses or doubles ground, or forgets the new road.
TEST(ConvexPolygon, CutPartsTheAreaAndKnowsItsRoad) {
  const Cut halves = cut(block(), {30, 10}, {0, 1}, RoadClass::kAvenue);
  EXPECT_NEAR(area(halves.left), 30 * 60, kExact);
  EXPECT_NEAR(area(halves.right), 70 * 60, kExact);
  EXPECT_NEAR(cv::norm(halves.from - halves.to), 60, kExact);
  int avenues = 0;
  for (const Side& side : halves.left) {
    avenues += side.road == RoadClass::kAvenue ? 1 : 0;
  }
  EXPECT_EQ(avenues, 1);
}

// Fails when a side moves in by another road's width.
TEST(ConvexPolygon, InsideRoadsKeepsClearOfEachRoad) {
  const ConvexPolygon inside = inside_roads(block(), 2.0);
  const Range x = extent(inside, {1, 0});
  const Range y = extent(inside, {0, 1});
  EXPECT_NEAR(y.low, half_width(RoadClass::kMain) + 2, kExact);
  EXPECT_NEAR(y.high, 60 - half_width(RoadClass::kStreet) - 2, kExact);
  EXPECT_NEAR(x.low, half_width(RoadClass::kStreet) + 2, kExact);
  EXPECT_NEAR(x.high, 100 - half_width(RoadClass::kStreet) - 2, kExact);
}

// Fails when a block narrower than its roads keeps some ground.
TEST(ConvexPolygon, NothingIsLeftBetweenWideRoads) {
  EXPECT_TRUE(inside_roads(block(), 40).empty());
}

TEST(ConvexPolygon, DepthIsTheDistanceToTheNearestSide) {
  EXPECT_NEAR(depth_inside(block(), {50, 7}), 7, kExact);
  EXPECT_NEAR(depth_inside(block(), {97, 30}), 3, kExact);
  EXPECT_NEAR(depth_inside(block(), {50, -4}), -4, kExact);
}

}  // namespace
}  // namespace p2p::scenes
