// SPDX-License-Identifier: MIT
// Intervals of known means.
#include "trainer/evaluation/bootstrap.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace p2p {
namespace {

// 100 values of variance 1/12: the mean's standard error is 0.0289, and the
// bootstrap's two tails end 1.96 of them from it, give or take its own noise.
TEST(Bootstrap, IntervalOfAUniformRow) {
  constexpr double kHalfWidth = 1.96 * 0.0289;
  constexpr double kTolerance = 0.004;
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back((i + 0.5) / 100.0);
  const Interval interval = mean_interval(values);
  EXPECT_NEAR(interval.low, 0.5 - kHalfWidth, kTolerance);
  EXPECT_NEAR(interval.high, 0.5 + kHalfWidth, kTolerance);
}

TEST(Bootstrap, SeedDecides) {
  const std::vector<double> values = {1.0, 2.0, 4.0, 8.0, 16.0};
  const Interval one = mean_interval(values, {.seed = 1});
  EXPECT_EQ(mean_interval(values, {.seed = 1}).low, one.low);
  const BootstrapOptions few{.resamples = 20, .seed = 1};
  EXPECT_NE(mean_interval(values, few).low,
            mean_interval(values, {.resamples = 20, .seed = 2}).low);
}

TEST(Bootstrap, EqualValuesHaveNoWidth) {
  const Interval interval = mean_interval({3.0, 3.0, 3.0});
  EXPECT_EQ(interval.low, 3.0);
  EXPECT_EQ(interval.high, 3.0);
}

TEST(Bootstrap, WhatIsNotFiniteDoesNotCount) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(finite_mean(std::vector{1.0, nan, 3.0, inf}), 2.0);
  EXPECT_EQ(count_finite(std::vector{1.0, nan, 3.0, inf}), 2u);
  EXPECT_TRUE(std::isnan(finite_mean(std::vector{nan})));
  EXPECT_EQ(mean_interval({5.0, nan, 5.0}).high, 5.0);
  EXPECT_TRUE(std::isnan(mean_interval({5.0}).low));
}

}  // namespace
}  // namespace p2p
