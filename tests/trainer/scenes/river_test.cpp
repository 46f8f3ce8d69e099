// SPDX-License-Identifier: MIT
// Rivers, and what becomes of roads that meet them.
#include "trainer/scenes/river.h"

#include <gtest/gtest.h>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {
namespace {

/// A road of 500 metres straight across a river near the origin.
Road across(const Rivers& rivers, RoadClass kind) {
  const cv::Point2d middle = rivers.nearest_middle({0, 0});
  const cv::Point2d half = turned(rivers.flow(middle)) * 250;
  return {{middle - half, middle + half}, kind, Key(3)};
}

// Fails when the distance has the wrong sign or counts from the middle.
TEST(River, ClearanceIsNegativeInTheWater) {
  const Rivers rivers(Key(1));
  const cv::Point2d middle = rivers.nearest_middle({0, 0});
  const double half_width = -rivers.clearance(middle);
  EXPECT_GE(half_width, 17);
  EXPECT_LE(half_width, 34);
  const cv::Point2d beside =
      middle + turned(rivers.flow(middle)) * (half_width + 20);
  constexpr double kBend = 3.0;
  EXPECT_NEAR(rivers.clearance(beside), 20, kBend);
}

// Fails when main roads end at a river or their bridge is not over water.
TEST(River, MainRoadsCrossByABridge) {
  const Rivers rivers(Key(1));
  const Crossing crossing =
      cross_rivers(rivers, across(rivers, RoadClass::kMain));
  ASSERT_EQ(crossing.roads.size(), 1u);
  ASSERT_EQ(crossing.bridges.size(), 1u);
  for (const cv::Point2d& point : crossing.bridges[0].line) {
    EXPECT_LT(rivers.clearance(point), 1.0);
  }
}

// Fails when a street runs into the water.
TEST(River, StreetsEndAtTheEmbankment) {
  const Rivers rivers(Key(1));
  const Crossing crossing =
      cross_rivers(rivers, across(rivers, RoadClass::kStreet));
  EXPECT_TRUE(crossing.bridges.empty());
  ASSERT_EQ(crossing.roads.size(), 2u);
  for (const Road& road : crossing.roads) {
    for (const cv::Point2d& point : road.line) {
      EXPECT_GT(rivers.clearance(point), kEmbankment);
    }
  }
}

}  // namespace
}  // namespace p2p::scenes
