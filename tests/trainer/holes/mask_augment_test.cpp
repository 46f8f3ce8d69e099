// SPDX-License-Identifier: MIT
// Where the pixels of a mask go, and how discs widen them.
#include "trainer/holes/mask_augment.h"

#include <gtest/gtest.h>

#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

/// A hole at the upper left.
torch::Tensor corner(int height, int width) {
  torch::Tensor mask = torch::zeros({height, width, 1}, torch::kByte);
  mask[0][0] = 255;
  return mask;
}

TEST(MaskAugment, NothingDrawnChangesNothing) {
  const torch::Tensor mask = corner(6, 8);
  EXPECT_TRUE(augment_mask(mask, {}, 6, 8).equal(mask));
}

TEST(MaskAugment, FlipsAndTurns) {
  const torch::Tensor mask = corner(8, 8);
  EXPECT_TRUE(augment_mask(mask, {.flip = true}, 8, 8).equal(mask.flip(1)));
  EXPECT_TRUE(
      augment_mask(mask, {.angle = 90.0}, 8, 8).equal(mask.rot90(1, {0, 1})));
}

TEST(MaskAugment, CutsWhereItWasDrawn) {
  const torch::Tensor mask = corner(8, 8);
  // Half of each side, doubled, from the upper left and the lower right.
  const torch::Tensor upper =
      augment_mask(mask, {.share = 0.5, .x = 0.0, .y = 0.0}, 8, 8);
  EXPECT_TRUE(upper.slice(0, 0, 2).slice(1, 0, 2).eq(255).all().item<bool>());
  EXPECT_DOUBLE_EQ(hole_ratio(upper), 4.0 / 64.0);
  EXPECT_DOUBLE_EQ(
      hole_ratio(augment_mask(mask, {.share = 0.5, .x = 1.0, .y = 1.0}, 8, 8)),
      0.0);
}

TEST(MaskAugment, DilatesByDiscs) {
  torch::Tensor mask = torch::zeros({9, 9, 1}, torch::kByte);
  mask[4][4] = 255;
  // Pixels within 2: 1 + 3 + 5 + 3 + 1; within 3: 29; below 1: itself.
  EXPECT_EQ(dilate(mask, 2.0).count_nonzero().item<int>(), 13);
  EXPECT_EQ(dilate(mask, 3.0).count_nonzero().item<int>(), 29);
  EXPECT_EQ(dilate(mask, 0.9).count_nonzero().item<int>(), 1);
  EXPECT_EQ(dilate(corner(9, 9), 2.0).count_nonzero().item<int>(), 6);
  EXPECT_EQ(dilate(mask, 2.0).max().item<int>(), 255);
}

TEST(MaskAugment, RadiusIsOfPaperSizedMasks) {
  torch::Tensor mask = torch::zeros({64, 64, 1}, torch::kByte);
  mask[32][32] = 255;
  // 16 of 512 is 2 of 64.
  EXPECT_EQ(
      augment_mask(mask, {.radius = 16.0}, 64, 64).count_nonzero().item<int>(),
      13);
}

TEST(MaskAugment, DrawsStayInTheirRanges) {
  bool dilated = false, thin = false;
  for (uint32_t i = 0; i < 200; ++i) {
    Random random(1, Stream::kHoles, 0, i);
    const MaskDraw draw = draw_mask(random);
    EXPECT_GE(draw.share, 0.6);
    EXPECT_LE(draw.share, 1.0);
    EXPECT_LE(draw.radius, 24.0);
    if (draw.radius == 0.0) {
      thin = true;
    } else {
      dilated = true;
      EXPECT_GE(draw.radius, 4.0);
    }
  }
  EXPECT_TRUE(dilated && thin);
}

}  // namespace
}  // namespace p2p
