// SPDX-License-Identifier: MIT
// Rates by hand and against PyTorch's schedulers.
#include "trainer/training/schedule.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-12;

TEST(Schedule, ConstantThenLinear) {
  const Schedule schedule{100, 100};
  EXPECT_EQ(schedule.factor(1), 1.0);
  EXPECT_EQ(schedule.factor(100), 1.0);
  EXPECT_NEAR(schedule.factor(101), 100.0 / 101.0, kTolerance);
  EXPECT_NEAR(schedule.factor(200), 1.0 / 101.0, kTolerance);
  EXPECT_NEAR(settling_factor(0, 10), 0.25, kTolerance);
  EXPECT_NEAR(settling_factor(5, 10), 0.125, kTolerance);
}

TEST(Schedule, UnknownPolicySaysWhichAreKnown) {
  EXPECT_EQ(tests::message_of([] { rate_policy_from_string("poly"); }),
            "lr_policy 'poly' is unknown; known: linear, step, cosine, "
            "plateau");
}

class ScheduleParity : public ::testing::TestWithParam<const char*> {};

// The same numbers as in reference_schedules.py.
TEST_P(ScheduleParity, RatesOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const SafetensorsFile file = tests::parity_fixture("schedules");
  const torch::Tensor rates = tests::tensor_at(file, GetParam());
  const Schedule schedule{.constant = 10,
                          .decay = 14,
                          .policy = rate_policy_from_string(GetParam()),
                          .step_epochs = 7,
                          .gamma = 0.1};
  for (int epoch = 1; epoch <= schedule.epochs(); ++epoch)
    EXPECT_NEAR(schedule.factor(epoch), rates[epoch - 1].item<double>(),
                kTolerance)
        << "epoch " << epoch;
}

INSTANTIATE_TEST_SUITE_P(Policies, ScheduleParity,
                         ::testing::Values("linear", "step", "cosine"));

TEST(Plateau, RatesOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const SafetensorsFile file = tests::parity_fixture("schedules");
  for (const bool rising : {false, true}) {
    const torch::Tensor figures =
        tests::tensor_at(file, rising ? "rising" : "falling");
    const torch::Tensor rates =
        tests::tensor_at(file, rising ? "plateau_max" : "plateau_min");
    Plateau plateau(rising);
    for (int i = 0; i < figures.size(0); ++i) {
      EXPECT_NEAR(plateau.factor(), rates[i].item<double>(), kTolerance)
          << (rising ? "rising " : "falling ") << i;
      plateau.observe(figures[i].item<double>());
    }
  }
}

TEST(Plateau, GoesOnFromItsState) {
  Plateau one(false, /*patience=*/1);
  for (const double figure : {0.5, 0.5}) one.observe(figure);
  Plateau two(false, /*patience=*/1);
  two.restore(one.state());
  for (Plateau* plateau : {&one, &two}) {
    plateau->observe(std::nan(""));
    EXPECT_NEAR(plateau->factor(), 0.2, kTolerance);
  }
}

}  // namespace
}  // namespace p2p
