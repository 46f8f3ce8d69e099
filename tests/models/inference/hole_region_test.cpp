// SPDX-License-Identifier: MIT
// Regions around holes: context, multiples, edges, and sizes that stay.
#include "models/inference/hole_region.h"

#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr RegionRules kRules{.frame_width = 1920,
                             .frame_height = 1080,
                             .step = {2, 2},
                             .multiple = 64,
                             .least_width = 256,
                             .least_height = 256};

bool contains(const PixelBox& outer, const PixelBox& inner) {
  return outer.x <= inner.x && outer.y <= inner.y &&
         outer.x + outer.width >= inner.x + inner.width &&
         outer.y + outer.height >= inner.y + inner.height;
}

TEST(HoleRegion, IsWhatTheNetworkWasTrainedOnForSmallHoles) {
  EXPECT_EQ(hole_region({1001, 501, 40, 20}, kRules),
            (PixelBox{892, 382, 256, 256}));
}

TEST(HoleRegion, ReachesAsFarAsIsBlended) {
  RegionRules blending = kRules;
  blending.feather = 200;
  const PixelBox holes{1001, 501, 40, 20};
  const PixelBox region = hole_region(holes, blending);
  EXPECT_LE(region.x, holes.x - 200);
  EXPECT_LE(region.y, holes.y - 200);
  EXPECT_GE(region.x + region.width, holes.x + 240);
  EXPECT_GE(region.y + region.height, holes.y + 220);
}

// From an odd column, with not a pixel to spare.
TEST(HoleRegion, ReachesAsFarOnBothSidesInStepsOfChroma) {
  RegionRules blending = kRules;
  blending.feather = 64;
  const PixelBox region = hole_region({1001, 501, 128, 128}, blending);
  EXPECT_LE(region.x, 1001 - 64);
  EXPECT_GE(region.x + region.width, 1001 + 128 + 64);
}

TEST(HoleRegion, KeepsInsideTheFrame) {
  EXPECT_EQ(hole_region({0, 0, 9, 9}, kRules), (PixelBox{0, 0, 256, 256}));
  EXPECT_EQ(hole_region({1911, 1071, 9, 9}, kRules),
            (PixelBox{1664, 824, 256, 256}));
}

TEST(HoleRegion, ReachesTheEndOfAnOddFrame) {
  RegionRules odd = kRules;
  odd.frame_width = 1919;
  odd.frame_height = 1079;
  EXPECT_EQ(hole_region({1918, 1078, 1, 1}, odd),
            (PixelBox{1664, 824, 255, 255}));
}

TEST(HoleRegion, HasContextMultiplesAndChromaSteps) {
  for (int width = 1; width < 1920; width += 37)
    for (int x = 0; x + width <= 1920; x += 101) {
      const PixelBox holes{x, 300, width, 90};
      const PixelBox region = hole_region(holes, kRules);
      ASSERT_TRUE(contains(region, holes));
      ASSERT_TRUE(contains({0, 0, 1920, 1080}, region));
      ASSERT_EQ(region.x % 2, 0);
      ASSERT_EQ(region.y % 2, 0);
      ASSERT_TRUE(region.width % 64 == 0 || region.width == 1920);
      if (region.width == 1920) continue;
      ASSERT_GE(region.width, 2 * width);
      ASSERT_LE(region.width, 2 * width + width / 2 + 256);
    }
}

TEST(HoleRegion, IsTheFrameWhereNothingWouldBeSaved) {
  EXPECT_EQ(hole_region({100, 100, 1700, 900}, kRules),
            (PixelBox{0, 0, 1920, 1080}));
  RegionRules small = kRules;
  small.frame_width = 200;
  small.frame_height = 101;
  EXPECT_EQ(hole_region({10, 10, 5, 5}, small), (PixelBox{0, 0, 200, 101}));
}

TEST(HoleRegion, BoxesThatBreatheAskForFewSizes) {
  std::set<std::pair<int, int>> sizes;
  for (int i = 0; i < 200; ++i) {
    const int side = 150 + 10 * (i % 7);
    const PixelBox region = hole_region({3 * i, 2 * i, side, side}, kRules);
    sizes.emplace(region.width, region.height);
  }
  EXPECT_LE(sizes.size(), 4u);
}

}  // namespace
}  // namespace p2p
