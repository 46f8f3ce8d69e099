// SPDX-License-Identifier: MIT
// Which steps come, and at what rate.
#include "trainer/training/run_plan.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr double kTolerance = 1e-12;

TEST(RunPlan, EpochsThenSettling) {
  const RunPlan plan({2, 1}, /*steps_per_epoch=*/4, /*settle_steps=*/6);
  EXPECT_EQ(plan.last_epoch(), 5);
  EXPECT_EQ(plan.settling_start(), (Position{4, 0}));
  EXPECT_FALSE(plan.settling(3));
  EXPECT_EQ(plan.steps_of(4), 4);
  EXPECT_EQ(plan.steps_of(5), 2);
  EXPECT_EQ(plan.steps_left({1, 0}), 18);
  EXPECT_EQ(plan.steps_left({5, 1}), 1);
  EXPECT_EQ(plan.steps_left({6, 0}), 0);
  EXPECT_EQ(plan.steps_before({2, 3}), 7);
  EXPECT_EQ(plan.steps_before({6, 0}), 18);
  EXPECT_NEAR(plan.rate_factor({3, 0}), 0.5, kTolerance);
  EXPECT_NEAR(plan.rate_factor({5, 0}), 0.25 * 2 / 6, kTolerance);
}

TEST(RunPlan, WithoutSettling) {
  const RunPlan plan({2, 0}, 4, 0);
  EXPECT_EQ(plan.last_epoch(), 2);
  EXPECT_FALSE(plan.has_settling());
  EXPECT_EQ(plan.steps_left({1, 0}), 8);
}

}  // namespace
}  // namespace p2p
