// SPDX-License-Identifier: MIT
// Ratios, buckets and borders of masks.
#include "trainer/holes/hole_ratio.h"

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

torch::Tensor mask_with(int y, int x) {
  torch::Tensor mask = torch::zeros({4, 5, 1}, torch::kByte);
  mask[y][x] = 255;
  return mask;
}

TEST(HoleRatio, IsTheShareOfPixels) {
  EXPECT_DOUBLE_EQ(hole_ratio(mask_with(1, 1)), 0.05);
  EXPECT_DOUBLE_EQ(hole_ratio(torch::full({4, 5, 1}, 255, torch::kByte)), 1.0);
}

TEST(HoleRatio, BorderIsTheOutermostPixels) {
  for (const auto& [y, x] : {std::pair{0, 2}, {3, 2}, {1, 0}, {1, 4}})
    EXPECT_TRUE(touches_border(mask_with(y, x))) << y << " " << x;
  for (const auto& [y, x] : {std::pair{1, 1}, {2, 3}})
    EXPECT_FALSE(touches_border(mask_with(y, x))) << y << " " << x;
}

TEST(HoleRatio, BucketsIncludeTheirUpperBound) {
  EXPECT_EQ(ratio_bucket(0.0), -1);
  EXPECT_EQ(ratio_bucket(1e-6), 0);
  EXPECT_EQ(ratio_bucket(0.1), 0);
  EXPECT_EQ(ratio_bucket(0.100001), 1);
  EXPECT_EQ(ratio_bucket(0.3), 2);
  EXPECT_EQ(ratio_bucket(0.6), 5);
  EXPECT_EQ(ratio_bucket(0.600001), -1);
}

TEST(HoleRatio, Ranges) {
  EXPECT_TRUE(in_range(0.2, {.least = 0.1, .most = 0.2}));
  EXPECT_FALSE(in_range(0.1, {.least = 0.1, .most = 0.2}));
  EXPECT_TRUE(in_range(0.1, {.least = 0.1, .most = 0.1}));
  EXPECT_FALSE(in_range(0.21, {.least = 0.1, .most = 0.2}));
  EXPECT_NO_THROW(check_range({.least = 0.0, .most = 1.0}));
  EXPECT_TRUE(tests::contains(
      tests::message_of([] { check_range({.least = 0.5, .most = 0.25}); }),
      "holes from 50.000000 % to 25.000000 %"));
}

TEST(HoleRatio, MarginIsThatOfThePublishedMasks) {
  EXPECT_EQ(border_margin(512, 512), 50);
  EXPECT_EQ(border_margin(360, 640), 35);
  EXPECT_EQ(border_margin(16, 16), 1);
  EXPECT_EQ(border_margin(4, 4), 1);
}

}  // namespace
}  // namespace p2p
