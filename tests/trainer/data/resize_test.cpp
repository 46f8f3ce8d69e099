// SPDX-License-Identifier: MIT
// Three kinds of picture at another size.
#include "trainer/data/resize.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

torch::Tensor row(const std::vector<int>& values) {
  return torch::tensor(values).to(torch::kByte).view({1, -1, 1});
}

std::vector<int> values(const torch::Tensor& picture) {
  std::vector<int> found;
  for (int64_t i = 0; i < picture.size(1); ++i)
    found.push_back(picture[0][i][0].item<int>());
  return found;
}

// Pillow 13's BICUBIC of the ramp 0 10 20 ... 70 to 4 pixels.
TEST(Resize, PicturesFollowPillow) {
  const torch::Tensor ramp = row({0, 10, 20, 30, 40, 50, 60, 70});
  EXPECT_EQ(values(resize(ramp, 1, 4, PictureKind::kPicture)),
            (std::vector<int>{5, 25, 45, 65}));
}

// 3 pixels to 2: each takes one and a half.
TEST(Resize, MasksAreAveragedOverAreas) {
  EXPECT_EQ(values(resize(row({0, 255, 0}), 1, 2, PictureKind::kMask)),
            (std::vector<int>{85, 85}));
  EXPECT_EQ(
      values(resize(row({0, 0, 255, 255, 0, 255}), 1, 3, PictureKind::kMask)),
      (std::vector<int>{0, 255, 128}));
}

TEST(Resize, MasksGrowLinearly) {
  EXPECT_EQ(values(resize(row({0, 200}), 1, 4, PictureKind::kMask)),
            (std::vector<int>{0, 50, 150, 200}));
}

// A line one pixel wide survives by area, whatever its place, and by nearest it
// is there or not.
TEST(Resize, ThinLinesSurviveByArea) {
  for (int at = 0; at < 8; ++at) {
    torch::Tensor line = torch::zeros({8, 8, 1}, torch::kByte);
    line.select(1, at).fill_(255);
    const torch::Tensor small = resize(line, 4, 4, PictureKind::kMask);
    EXPECT_NEAR(small.to(torch::kFloat).sum().item<float>(), 4 * 127.5, 4.0);
  }
}

TEST(Resize, LabelsAreNeverMixed) {
  EXPECT_EQ(values(resize(row({1, 2, 3, 4}), 1, 2, PictureKind::kLabels)),
            (std::vector<int>{2, 4}));
  EXPECT_EQ(values(resize(row({7, 9}), 1, 5, PictureKind::kLabels)),
            (std::vector<int>{7, 7, 9, 9, 9}));
}

TEST(Resize, FractionsStay) {
  const torch::Tensor fine = torch::full({4, 4, 2}, 100.25, torch::kFloat);
  for (const auto kind :
       {PictureKind::kPicture, PictureKind::kMask, PictureKind::kLabels}) {
    const torch::Tensor small = resize(fine, 2, 3, kind);
    EXPECT_EQ(small.sizes(), (std::vector<int64_t>{2, 3, 2}));
    EXPECT_NEAR(small[1][2][1].item<float>(), 100.25, 1e-4);
  }
}

}  // namespace
}  // namespace p2p
