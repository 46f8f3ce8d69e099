// SPDX-License-Identifier: MIT
// Sketches, grey and blanked pictures.
#include "trainer/data/derived_input.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

/// A white square on black, with noise too faint to be a line.
torch::Tensor square() {
  torch::manual_seed(1);
  torch::Tensor picture = torch::randint(4, {64, 64, 3}).to(torch::kByte);
  picture.narrow(0, 16, 32).narrow(1, 16, 32).fill_(255);
  return picture;
}

TEST(DerivedInput, EdgesAreTheOutlines) {
  const torch::Tensor sketch = derive_input(square(), {});
  ASSERT_EQ(sketch.sizes(), square().sizes());
  const torch::Tensor black = sketch.select(2, 0).eq(0);
  EXPECT_TRUE(black.logical_or(sketch.select(2, 0).eq(255)).all().item<bool>());
  // Four sides of 32 pixels, near the square's border and nowhere else.
  EXPECT_NEAR(black.sum().item<double>(), 4 * 32, 24);
  EXPECT_FALSE(black.narrow(0, 20, 24).narrow(1, 20, 24).any().item<bool>());
  EXPECT_FALSE(black.narrow(0, 0, 12).any().item<bool>());
}

TEST(DerivedInput, DetailAddsLines) {
  torch::manual_seed(2);
  const torch::Tensor soft =
      at::upsample_bicubic2d(
          torch::randint(256, {1, 3, 12, 12}).to(torch::kFloat), {96, 96},
          false)[0]
          .clamp(0, 255)
          .permute({1, 2, 0})
          .to(torch::kByte);
  const auto lines = [&](double detail) {
    return derive_input(soft, {.detail = detail}).eq(0).sum().item<int64_t>();
  };
  EXPECT_GT(lines(1.0), lines(0.0));
}

TEST(DerivedInput, GreyIsLuma) {
  torch::Tensor red = torch::zeros({4, 4, 3}, torch::kByte);
  red.select(2, 0).fill_(200);
  const torch::Tensor grey = derive_input(red, {.kind = DerivedInput::kGrey});
  EXPECT_TRUE(grey.eq(60).all().item<bool>());
}

TEST(DerivedInput, BlankIsWhiteInTheMiddle) {
  const torch::Tensor black = torch::zeros({8, 12, 3}, torch::kByte);
  const torch::Tensor blank =
      derive_input(black, {.kind = DerivedInput::kBlank, .hole = 0.5});
  EXPECT_TRUE(blank.narrow(0, 2, 4).narrow(1, 3, 6).eq(255).all().item<bool>());
  EXPECT_EQ(blank.eq(255).sum().item<int>(), 4 * 6 * 3);
  EXPECT_TRUE(black.eq(0).all().item<bool>());
}

}  // namespace
}  // namespace p2p
