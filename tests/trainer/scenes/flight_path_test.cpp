// SPDX-License-Identifier: MIT
// The camera's way over the city.
#include "trainer/scenes/flight_path.h"

#include <cmath>

#include <gtest/gtest.h>

#include "trainer/scenes/projection.h"
#include "trainer/scenes/river.h"
#include "trainer/scenes/view_sampler.h"

namespace p2p::scenes {
namespace {

constexpr double kDuration = 8.0;
constexpr double kFps = 25.0;
constexpr View kFrame{.width = 64, .height = 48};

// Fails when the flight jumps, stops, or turns sharply from frame to frame.
TEST(FlightPath, IsSmooth) {
  constexpr double kStep = 30.0 / kFps;  // metres
  constexpr double kTurn = 0.25 / kFps;  // radians
  constexpr double kTolerance = 0.02;    // metres
  const FlightPath path(1, kFrame, kDuration);
  for (int i = 1; i < kDuration * kFps; ++i) {
    const View before = path.at((i - 1) / kFps);
    const View view = path.at(i / kFps);
    EXPECT_NEAR(std::hypot(view.x - before.x, view.y - before.y), kStep,
                kTolerance);
    EXPECT_LT(std::abs(view.heading - before.heading), kTurn);
  }
}

// Fails when the height or the frame's size changes, or time stands still.
TEST(FlightPath, KeepsItsHeight) {
  const FlightPath path(1, kFrame, kDuration);
  const View view = path.at(3.0);
  EXPECT_EQ(view.metres_per_pixel, kFrame.metres_per_pixel);
  EXPECT_EQ(view.width, kFrame.width);
  EXPECT_EQ(view.height, kFrame.height);
  EXPECT_EQ(view.time, 3.0);
}

// Fails when the bridge is missed or comes at another time.
TEST(FlightPath, PassesOverWater) {
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const Key city(seed);
    const View view = FlightPath(seed, kFrame, kDuration).at(0.55 * kDuration);
    const cv::Point2d plan = Warp(city).inverse({view.x, view.y});
    EXPECT_LT(Rivers(city).clearance(plan), 0) << "seed " << seed;
  }
}

// Fails when a clip flies over what was trained on.
TEST(FlightPath, StaysInItsOwnRegion) {
  const cv::Point2d middle = region_middle(Region::kClip);
  const View view = FlightPath(1, kFrame, kDuration).at(0);
  EXPECT_LT(std::hypot(view.x - middle.x, view.y - middle.y), kRegionReach);
}

}  // namespace
}  // namespace p2p::scenes
