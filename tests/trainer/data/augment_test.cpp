// SPDX-License-Identifier: MIT
// Augmentation: one draw for the pair, each kind by itself.
#include "trainer/data/augment.h"

#include <gtest/gtest.h>

#include "trainer/data/sample.h"

namespace p2p {
namespace {

constexpr int kSize = 32;

/// A smooth picture of which no two places look alike.
torch::Tensor slopes(int channels = 1) {
  const torch::Tensor x = torch::arange(kSize, torch::kFloat).view({1, -1, 1});
  const torch::Tensor y = torch::arange(kSize, torch::kFloat).view({-1, 1, 1});
  return (x * 3 + y * 4 + 10)
      .round()
      .to(torch::kByte)
      .expand({kSize, kSize, channels});
}

Pair pair_of(const torch::Tensor& a, const torch::Tensor& b) {
  return {a.contiguous(), b.contiguous()};
}

Jitter whole() { return {.width = kSize, .height = kSize}; }

/// Largest difference of uint8 pictures, a rim of `rim` pixels left out.
int difference(const torch::Tensor& x, const torch::Tensor& y, int rim = 0) {
  const int64_t inner = x.size(0) - 2 * rim;
  return (x.to(torch::kInt) - y.to(torch::kInt))
      .narrow(0, rim, inner)
      .narrow(1, rim, inner)
      .abs()
      .max()
      .item<int>();
}

TEST(Augment, NothingAskedNothingDone) {
  Random random(1, Stream::kAugment, 1);
  const AugmentDraw draw = draw_augmentation(random, {}, kSize, kSize, 1);
  const Pair out =
      apply_augmentation(pair_of(slopes(), slopes()), whole(), draw, {}, false);
  EXPECT_TRUE(out.a.equal(slopes()));
  EXPECT_FALSE(out.region.defined());
}

// The same draw gives A and B the same geometry, and another draw another.
TEST(Augment, TheSameForBothAndAFunctionOfTheDraw) {
  const SampleOptions options{.crop_size = 24,
                              .augmentation = {.quarter_turns = true,
                                               .flip_vertical = true,
                                               .rotation = 20.0,
                                               .elastic = 2.0}};
  const Pair pair = pair_of(slopes(), slopes());
  std::vector<torch::Tensor> seen;
  for (uint32_t i = 0; i < 10; ++i) {
    const Pair sample = make_sample(pair, options, 7, 3, i);
    EXPECT_TRUE(sample.a.equal(sample.b)) << i;
    EXPECT_TRUE(sample.a.equal(make_sample(pair, options, 7, 3, i).a)) << i;
    for (const torch::Tensor& other : seen) EXPECT_FALSE(other.equal(sample.a));
    seen.push_back(sample.a);
  }
}

// Strengths of others do not move the crop: streams are apart.
TEST(Augment, NoiseDoesNotMoveTheCrop) {
  const Pair pair = pair_of(slopes(), slopes());
  SampleOptions options{.crop_size = 16};
  const torch::Tensor plain = make_sample(pair, options, 7, 3, 1).b;
  options.augmentation.noise = 20.0;
  EXPECT_TRUE(make_sample(pair, options, 7, 3, 1).b.equal(plain));
}

TEST(Augment, RotationByRightAnglesIsThatOfPixels) {
  const Pair pair = pair_of(slopes(), slopes());
  const Pair turned =
      apply_augmentation(pair, whole(), {.angle = 90.0}, {}, false);
  const Pair exact =
      apply_augmentation(pair, whole(), {.quarter_turns = 1}, {}, false);
  EXPECT_TRUE(exact.a.equal(slopes().rot90(1, {0, 1})));
  EXPECT_LE(difference(turned.a, exact.a, 1), 1);
}

TEST(Augment, ShiftsMovePixels) {
  torch::Tensor shifts = torch::zeros({2, 3, 3});
  shifts[0].fill_(2.0);
  const Pair moved = apply_augmentation(pair_of(slopes(), slopes()), whole(),
                                        {.shifts = shifts}, {}, false);
  EXPECT_LE(difference(moved.a.narrow(1, 4, 24).narrow(0, 4, 24),
                       slopes().narrow(1, 6, 24).narrow(0, 4, 24)),
            1);
}

// Labels keep their values, a region knows nothing outside the picture.
TEST(Augment, LabelsAndRegions) {
  torch::Tensor labels = torch::full({kSize, kSize, 1}, 10, torch::kByte);
  labels.narrow(1, 0, kSize / 2).fill_(200);
  Pair pair = pair_of(slopes(), labels);
  pair.region = torch::full({kSize, kSize, 1}, 255, torch::kByte);
  const Pair turned = apply_augmentation(pair, whole(), {.angle = 30.0},
                                         {.b = PictureKind::kLabels}, false);
  const torch::Tensor kept = turned.b.eq(10).logical_or(turned.b.eq(200)).all();
  EXPECT_TRUE(kept.item<bool>());
  EXPECT_EQ(turned.region[0][0][0].item<int>(), 0);
  EXPECT_EQ(turned.region[kSize / 2][kSize / 2][0].item<int>(), 255);
}

TEST(Augment, ColoursByHand) {
  const torch::Tensor picture =
      torch::tensor({100, 50, 0}).to(torch::kByte).view({1, 1, 3});
  EXPECT_TRUE(
      change_colour(picture, {.brightness = 1.2f})
          .equal(torch::tensor({120, 60, 0}).to(torch::kByte).view({1, 1, 3})));
  // The luma is 0.299 * 100 + 0.587 * 50 = 59.25, and stays without colour.
  EXPECT_TRUE(change_colour(picture, {.saturation = 0.0f})
                  .equal(torch::full({1, 1, 3}, 59, torch::kByte)));
  const torch::Tensor two =
      torch::tensor({100, 200}).to(torch::kByte).view({1, 2, 1});
  EXPECT_TRUE(
      change_colour(two, {.contrast = 0.5f})
          .equal(torch::tensor({125, 175}).to(torch::kByte).view({1, 2, 1})));
}

TEST(Augment, ColourOfTheTargetOnlyWhenAsked) {
  const Pair pair = pair_of(slopes(3), slopes(3));
  const AugmentDraw draw{.colour = {.brightness = 0.5f}};
  const Pair input = apply_augmentation(pair, whole(), draw, {}, false);
  EXPECT_TRUE(input.b.equal(slopes(3)));
  EXPECT_FALSE(input.a.equal(slopes(3)));
  const Pair both = apply_augmentation(pair, whole(), draw, {}, true);
  EXPECT_TRUE(both.a.equal(both.b));
}

TEST(Augment, NoiseHasItsStrengthAndSparesTheTarget) {
  constexpr double kDeviation = 12.0, kTolerance = 1.0;
  const torch::Tensor flat = torch::full({kSize, kSize, 3}, 128, torch::kByte);
  Random random(5, Stream::kAugment, 1);
  AugmentDraw draw =
      draw_augmentation(random, {.noise = kDeviation}, kSize, kSize, 3);
  EXPECT_GE(draw.noise, 0.0);
  EXPECT_LE(draw.noise, kDeviation);
  const Pair out =
      apply_augmentation(pair_of(flat, flat), whole(), draw, {}, false);
  EXPECT_TRUE(out.b.equal(flat));
  EXPECT_NEAR(out.a.to(torch::kFloat).std().item<double>(), draw.noise,
              kTolerance);
}

TEST(Sample, WholePicturesAreReflectedUpToWhatTheNetworkTakes) {
  ModelSpec network;
  network.unet = standard_unet(4, 4);
  const Pair pair =
      pair_of(slopes().narrow(1, 0, 20), slopes().narrow(1, 0, 20));
  const Pair sample = make_sample(
      pair,
      {.preprocess = Preprocess::kNone, .flip = false, .network = &network}, 1,
      1, 0);
  EXPECT_EQ(sample.a.sizes(), (std::vector<int64_t>{32, 32, 1}));
  EXPECT_TRUE(sample.a.narrow(1, 0, 20).equal(pair.a));
  EXPECT_TRUE(sample.b.select(1, 20).equal(pair.b.select(1, 18)));
}

}  // namespace
}  // namespace p2p
