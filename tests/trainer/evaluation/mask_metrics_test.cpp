// SPDX-License-Identifier: MIT
// Mask figures by hand, and where they are not defined.
#include "trainer/evaluation/mask_metrics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-12;
constexpr int kHalf = 32768;    // of 65535
constexpr int kByteStep = 257;  // 65535 / 255

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
  EXPECT_EQ(threshold_level(0.5), kHalf);
  EXPECT_EQ(threshold_level(0.0), 0);
  EXPECT_EQ(threshold_level(1.0), 65535);
  EXPECT_EQ(best_level(count_mask(mask(kOutput), mask(kTruth))),
            150 * kByteStep + 1);
  EXPECT_EQ(best_level(count_mask(mask({10, 40}), mask({0, 255}))),
            10 * kByteStep + 1);
  for (int level = 0; level < kMaskLevels; ++level)
    ASSERT_EQ(threshold_level(level_threshold(level)), level);
}

// The best level is the one that gives the best Dice, tried one by one.
TEST(MaskMetrics, TheBestLevelIsTheBest) {
  torch::manual_seed(3);
  const torch::Tensor output = torch::rand({20, 20, 1});
  const torch::Tensor truth =
      (output + 0.3 * torch::randn({20, 20, 1})).gt(0.6).to(torch::kByte) * 255;
  const MaskHistogram pixels = count_mask(output, truth);
  double highest = 0.0;
  int wanted = 0;
  for (int level = 1; level < kMaskLevels; ++level) {
    if (pixels.positive[level - 1] + pixels.negative[level - 1] == 0) continue;
    const double dice = mask_figure(MaskFigure::kDice, pixels, level);
    if (dice > highest) {
      highest = dice;
      wanted = level;
    }
  }
  EXPECT_EQ(best_level(pixels), wanted);
}

// Within one level of 8 bits there is an order still.
TEST(MaskMetrics, ProbabilitiesAreFinerThanBytes) {
  const torch::Tensor found = torch::tensor({0.5f, 0.501f}).view({1, 2, 1});
  const torch::Tensor truth = mask({0, 255});
  EXPECT_EQ(mask_figure(MaskFigure::kAuc, count_mask(found, truth), 0), 1.0);
  const torch::Tensor bytes = (found * 255).round().to(torch::kByte);
  EXPECT_EQ(mask_figure(MaskFigure::kAuc, count_mask(bytes, truth), 0), 0.5);
  EXPECT_EQ(mask_levels(found)[0][0][0].item<int>(), kHalf);
  EXPECT_EQ(mask_levels(torch::tensor({-1.0f, 2.0f}).view({1, 2, 1}))
                .max()
                .item<int>(),
            65535);
}

TEST(MaskMetrics, CountsAddUpToTheSameFigure) {
  const MaskHistogram pixels = count_mask(mask(kOutput), mask(kTruth));
  Confusion twice = confusion_at(pixels, kHalf);
  twice += twice;
  EXPECT_EQ(twice.true_positive, 4u);
  EXPECT_NEAR(mask_figure(MaskFigure::kIou, twice), 0.5, kTolerance);
  EXPECT_NE(tests::message_of([&] { mask_figure(MaskFigure::kAuc, twice); }),
            "");
}

TEST(MaskMetrics, ColourIsAveragedAndShapesMustAgree) {
  const torch::Tensor colour = mask({255, 0, 255}).view({1, 1, 3});
  EXPECT_EQ(count_mask(colour, colour).positive[170 * kByteStep], 1u);
  EXPECT_NE(tests::message_of([] { count_mask(mask({1}), mask({1, 2})); }), "");
}

}  // namespace
}  // namespace p2p
