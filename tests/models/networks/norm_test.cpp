// SPDX-License-Identifier: MIT
// Which statistics a norm layer uses, and which it leaves alone.
#include "models/networks/norm.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr double kTolerance = 1e-5;

/// [2, 1, 1, 2]: sample 0 holds 1 and 3, sample 1 holds 10 and 30.
torch::Tensor two_samples() {
  return torch::tensor({1.0f, 3.0f, 10.0f, 30.0f}).view({2, 1, 1, 2});
}

TEST(Norm, TrainUsesTheBatchAndMovesRunningStatistics) {
  Norm norm(NormSpec{.eps = 1e-12, .momentum = 0.5}, 1);
  const torch::Tensor y = norm->forward(two_samples());
  EXPECT_NEAR(y.mean().item<float>(), 0.0, kTolerance);
  EXPECT_NEAR(norm->running_mean.item<float>(), 5.5, kTolerance);  // half of 11
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
}

// Frames of one batch must not see each other.
TEST(Norm, FrameUsesEachSampleAndTouchesNothing) {
  Norm norm(NormSpec{.eps = 1e-12}, 1);
  norm->set_mode(NormMode::kFrame);
  const torch::Tensor y = norm->forward(two_samples()).flatten();
  const float expected[] = {-1, 1, -1, 1};
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(y[i].item<float>(), expected[i], kTolerance);
  EXPECT_EQ(norm->running_mean.item<float>(), 0.0f);
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 0);
}

TEST(Norm, RunningUsesTheStoredOnes) {
  Norm norm(NormSpec{.eps = 1e-12}, 1);
  torch::NoGradGuard no_grad;
  norm->running_mean.fill_(2.0);
  norm->running_var.fill_(4.0);
  norm->weight.fill_(3.0);
  norm->bias.fill_(1.0);
  norm->set_mode(NormMode::kRunning);
  EXPECT_NEAR(norm->forward(two_samples()).flatten()[1].item<float>(), 2.5,
              kTolerance);  // (3 - 2) / 2 * 3 + 1
}

// The average over batches, not an exponential one: both count the same.
TEST(Norm, EstimateAveragesCumulatively) {
  Norm norm(NormSpec{}, 1);
  norm->reset_running_stats();
  norm->set_mode(NormMode::kEstimate);
  norm->forward(torch::full({1, 1, 2, 2}, 1.0f));
  norm->forward(torch::full({1, 1, 2, 2}, 5.0f));
  norm->forward(torch::full({1, 1, 2, 2}, 9.0f));
  EXPECT_NEAR(norm->running_mean.item<float>(), 5.0, kTolerance);
  EXPECT_NEAR(norm->running_var.item<float>(), 0.0, kTolerance);
}

TEST(Norm, BottleneckOfOneValueDoesNotFail) {
  Norm norm(NormSpec{}, 1);
  norm->set_mode(NormMode::kFrame);
  EXPECT_NEAR(norm->forward(torch::full({1, 1, 1, 1}, 5.0f)).item<float>(),
              0.0f, 1e-3f);
}

TEST(Norm, NoneIsTheIdentity) {
  Norm norm(NormSpec{.kind = NormKind::kNone}, 1);
  EXPECT_TRUE(norm->forward(two_samples()).equal(two_samples()));
  EXPECT_TRUE(norm->parameters().empty());
}

}  // namespace
}  // namespace p2p
