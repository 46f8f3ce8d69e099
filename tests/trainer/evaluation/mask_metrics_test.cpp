// SPDX-License-Identifier: MIT
// Mask figures by hand, and where they are not defined.
#include "trainer/evaluation/mask_metrics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-12;
constexpr int kHalf = 128;

torch::Tensor mask(const std::vector<int>& levels) {
  return torch::tensor(levels).to(torch::kByte).view({1, -1, 1});
}

double figure(MaskFigure which, const std::vector<int>& output,
              const std::vector<int>& truth, int level = kHalf) {
  return mask_figure(which, count_mask(mask(output), mask(truth)), level);
}

// 2 true positives, 1 false positive, 2 true negatives, 1 false negative.
const std::vector<int> kOutput = {255, 200, 150, 100, 0, 50};
const std::vector<int> kTruth = {255, 255, 0, 0, 0, 255};

TEST(MaskMetrics, ByHand) {
  EXPECT_NEAR(figure(MaskFigure::kDice, kOutput, kTruth), 4.0 / 6.0,
              kTolerance);
  EXPECT_NEAR(figure(MaskFigure::kIou, kOutput, kTruth), 0.5, kTolerance);
  EXPECT_NEAR(figure(MaskFigure::kSensitivity, kOutput, kTruth), 2.0 / 3.0,
              kTolerance);
  EXPECT_NEAR(figure(MaskFigure::kSpecificity, kOutput, kTruth), 2.0 / 3.0,
              kTolerance);
  EXPECT_NEAR(figure(MaskFigure::kAccuracy, kOutput, kTruth), 4.0 / 6.0,
              kTolerance);
  // Of 9 (white, black) pairs, those of level 50 lose to 100 and 150.
  EXPECT_NEAR(figure(MaskFigure::kAuc, kOutput, kTruth), 7.0 / 9.0, kTolerance);
  // Whites at ranks 1, 2 and 5: (1/1 + 2/2 + 3/5) / 3.
  EXPECT_NEAR(figure(MaskFigure::kAveragePrecision, kOutput, kTruth), 2.6 / 3.0,
              kTolerance);
}

TEST(MaskMetrics, TiesCountHalf) {
  EXPECT_NEAR(figure(MaskFigure::kAuc, {9, 9}, {255, 0}), 0.5, kTolerance);
}

TEST(MaskMetrics, NothingThere) {
  const std::vector<int> black = {0, 0}, white = {255, 255};
  EXPECT_EQ(figure(MaskFigure::kDice, black, black), 1.0);
  EXPECT_EQ(figure(MaskFigure::kIou, black, black), 1.0);
  EXPECT_EQ(figure(MaskFigure::kDice, white, black), 0.0);
  EXPECT_TRUE(std::isnan(figure(MaskFigure::kSensitivity, black, black)));
  EXPECT_TRUE(std::isnan(figure(MaskFigure::kSpecificity, white, white)));
  EXPECT_TRUE(std::isnan(figure(MaskFigure::kAuc, black, black)));
  EXPECT_TRUE(std::isnan(figure(MaskFigure::kAuc, black, white)));
  EXPECT_TRUE(std::isnan(figure(MaskFigure::kAveragePrecision, black, black)));
  EXPECT_EQ(figure(MaskFigure::kAveragePrecision, black, white), 1.0);
  EXPECT_TRUE(
      std::isnan(mask_figure(MaskFigure::kAccuracy, MaskHistogram{}, kHalf)));
}

TEST(MaskMetrics, OnlyTheRegionCounts) {
  const MaskHistogram pixels =
      count_mask(mask(kOutput), mask(kTruth), mask({255, 255, 0, 1, 255, 0}));
  EXPECT_EQ(mask_figure(MaskFigure::kDice, pixels, kHalf), 1.0);
}

TEST(MaskMetrics, PooledIsNotTheMean) {
  MaskHistogram both = count_mask(mask({255, 255, 255}), mask({255, 255, 255}));
  both += count_mask(mask({255}), mask({0}));
  EXPECT_NEAR(mask_figure(MaskFigure::kDice, both, kHalf), 6.0 / 7.0,
              kTolerance);
}

TEST(MaskMetrics, ThresholdsAndTheBestOne) {
  EXPECT_EQ(threshold_level(0.5), 128);
  EXPECT_EQ(threshold_level(0.0), 0);
  EXPECT_EQ(threshold_level(1.0), 255);
  EXPECT_EQ(best_level(count_mask(mask(kOutput), mask(kTruth))), 151);
  EXPECT_EQ(best_level(count_mask(mask({10, 40}), mask({0, 255}))), 11);
}

TEST(MaskMetrics, ColourIsAveragedAndShapesMustAgree) {
  const torch::Tensor colour = mask({255, 0, 255}).view({1, 1, 3});
  EXPECT_EQ(count_mask(colour, colour).positive[170], 1u);
  EXPECT_NE(tests::message_of([] { count_mask(mask({1}), mask({1, 2})); }), "");
}

}  // namespace
}  // namespace p2p
