// SPDX-License-Identifier: MIT
// Every kind of pixel has its colour.
#include "trainer/evaluation/mask_pictures.h"

#include <gtest/gtest.h>

#include "trainer/evaluation/mask_metrics.h"

namespace p2p {
namespace {

std::vector<int> colour(const torch::Tensor& picture, int x) {
  std::vector<int> channels;
  for (int c = 0; c < 3; ++c) channels.push_back(picture[0][x][c].item<int>());
  return channels;
}

TEST(MaskPictures, HitsMissesAndFalseAlarms) {
  const torch::Tensor values =
      torch::tensor({0.9f, 0.1f, 0.6f, 0.3f, 0.9f}).view({1, 5, 1});
  const torch::Tensor truth =
      torch::tensor({255, 255, 0, 0, 255}).to(torch::kByte).view({1, 5, 1});
  const torch::Tensor region =
      torch::tensor({255, 1, 255, 255, 0}).to(torch::kByte).view({1, 5, 1});
  const torch::Tensor errors =
      error_picture(values, truth, region, threshold_level(0.5));
  EXPECT_EQ(colour(errors, 0), (std::vector<int>{255, 255, 255}));
  EXPECT_EQ(colour(errors, 1), (std::vector<int>{86, 180, 233}));
  EXPECT_EQ(colour(errors, 2), (std::vector<int>{230, 159, 0}));
  EXPECT_EQ(colour(errors, 3), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(colour(errors, 4), (std::vector<int>{48, 48, 48}));
  const torch::Tensor lower =
      error_picture(values, truth, {}, threshold_level(0.05));
  EXPECT_EQ(colour(lower, 1), (std::vector<int>{255, 255, 255}));
  EXPECT_EQ(colour(lower, 3), (std::vector<int>{230, 159, 0}));
  EXPECT_EQ(colour(lower, 4), (std::vector<int>{255, 255, 255}));
}

TEST(MaskPictures, ProbabilitiesAreGrey) {
  const torch::Tensor grey =
      probability_picture(torch::tensor({0.0f, 0.5f, 1.0f}).view({1, 3, 1}));
  EXPECT_TRUE(grey.equal(
      torch::tensor({0, 128, 255}).to(torch::kByte).view({1, 3, 1})));
  const torch::Tensor bytes =
      torch::arange(256).to(torch::kByte).view({4, -1, 1});
  EXPECT_TRUE(probability_picture(bytes).equal(bytes));
}

}  // namespace
}  // namespace p2p
