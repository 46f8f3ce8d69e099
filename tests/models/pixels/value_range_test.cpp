// SPDX-License-Identifier: MIT
// Normalisation and rounding, by literals.
#include "models/pixels/value_range.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "models/pixels/reflect.h"

namespace p2p {
namespace {

constexpr float kTolerance = 1e-6f;

TEST(ValueRange, BlackGreyAndWhite) {
  EXPECT_FLOAT_EQ(to_network(0, {}), -1.0f);
  EXPECT_FLOAT_EQ(to_network(255, {}), 1.0f);
  EXPECT_NEAR(to_network(127.5f, {}), 0.0f, kTolerance);
  EXPECT_FLOAT_EQ(to_network(255, {0.0f, 1.0f}), 1.0f);
  EXPECT_FLOAT_EQ(to_network(51, {0.0f, 1.0f}), 0.2f);
}

// Every pixel value must come back as itself, in every range in use.
TEST(ValueRange, RoundTripOfAllValues) {
  for (const ValueRange range :
       {ValueRange{-1.0f, 1.0f}, ValueRange{0.0f, 1.0f}})
    for (int v = 0; v < 256; ++v)
      EXPECT_EQ(round_pixel(to_pixel(to_network(v, range), range)), v);
}

TEST(ValueRange, ClampsAndSurvivesNan) {
  EXPECT_EQ(round_pixel(to_pixel(1.5f, {})), 255);
  EXPECT_EQ(round_pixel(to_pixel(-1.5f, {})), 0);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(round_pixel(to_pixel(nan, {})), 0);
  EXPECT_EQ(round_pixel(std::numeric_limits<float>::infinity()), 255);
}

TEST(ValueRange, RoundsHalvesUp) {
  EXPECT_EQ(round_pixel(0.5f), 1);
  EXPECT_EQ(round_pixel(1.5f), 2);
  EXPECT_EQ(round_pixel(2.5f), 3);
  EXPECT_EQ(round_pixel(2.49f), 2);
  EXPECT_EQ(round_pixel(254.5f), 255);
}

TEST(Reflect, RepeatsWithoutTheEdge) {
  const int expected[] = {0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2};
  for (int i = 0; i < 11; ++i) EXPECT_EQ(reflect_index(i, 4), expected[i]);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(reflect_index(i, 1), 0);
  EXPECT_EQ(reflect_index(2, 2), 0);
}

}  // namespace
}  // namespace p2p
