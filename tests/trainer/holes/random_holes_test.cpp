// SPDX-License-Identifier: MIT
// Generated masks: ratios to the pixel, borders, and the same pixels always.
#include "trainer/holes/random_holes.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

constexpr std::pair<int, int> kSizes[] = {  // height, width
    {16, 16},
    {64, 64},
    {256, 256},
    {360, 640}};
constexpr uint32_t kMasks = 10;

torch::Tensor mask_of(const HoleRange& range, uint64_t seed, uint32_t index,
                      int height, int width) {
  Random random(seed, Stream::kHoles, 0, index);
  return GeneratedHoles(range).draw(random, height, width);
}

/// FNV-1a.
uint64_t checksum(const torch::Tensor& mask) {
  const torch::Tensor bytes = mask.contiguous();
  const auto* byte = bytes.const_data_ptr<uint8_t>();
  uint64_t sum = 14695981039346656037u;
  for (int64_t i = 0; i < bytes.numel(); ++i)
    sum = (sum ^ byte[i]) * 1099511628211u;
  return sum;
}

/// Pixels from the nearest hole to the nearest side.
int64_t distance_to_border(const torch::Tensor& mask) {
  const torch::Tensor holes = mask.squeeze(2).nonzero();
  const torch::Tensor high =
      torch::tensor({mask.size(0) - 1, mask.size(1) - 1});
  return torch::minimum(holes, high - holes).min().item<int64_t>();
}

TEST(GeneratedHoles, EveryBucketAtEverySize) {
  for (const auto& [height, width] : kSizes)
    for (const bool border : {true, false})
      for (int bucket = 0; bucket < 6; ++bucket)
        for (uint32_t i = 0; i < kMasks; ++i) {
          const HoleRange range = {bucket / 10.0, (bucket + 1) / 10.0, border};
          const torch::Tensor mask = mask_of(range, 3, i, height, width);
          ASSERT_EQ(mask.sizes(), (std::vector<int64_t>{height, width, 1}));
          EXPECT_TRUE((mask.eq(0) | mask.eq(255)).all().item<bool>());
          EXPECT_EQ(ratio_bucket(hole_ratio(mask)), bucket)
              << width << "x" << height << " " << hole_ratio(mask);
          EXPECT_GE(distance_to_border(mask),
                    border ? 0 : border_margin(height, width));
        }
}

TEST(GeneratedHoles, RatioIsMetToThePixel) {
  for (const auto& [height, width] : kSizes)
    for (const double ratio : {0.01, 0.25, 0.6}) {
      const double pixels = 1.0 * height * width;
      const HoleRange range = {ratio, ratio, true};
      EXPECT_NEAR(hole_ratio(mask_of(range, 1, 0, height, width)), ratio,
                  0.5 / pixels);
    }
}

TEST(GeneratedHoles, RatiosAreDrawnEvenly) {
  constexpr uint32_t kDraws = 400;
  double sum = 0.0, squares = 0.0;
  for (uint32_t i = 0; i < kDraws; ++i) {
    const double ratio = hole_ratio(mask_of({0.1, 0.5, true}, 5, i, 32, 32));
    sum += ratio;
    squares += ratio * ratio;
  }
  const double mean = sum / kDraws;
  // Five standard errors of an even draw from 0.1 to 0.5.
  const double deviation = 0.4 / std::sqrt(12.0);
  EXPECT_NEAR(mean, 0.3, 5.0 * deviation / std::sqrt(kDraws));
  EXPECT_NEAR(std::sqrt(squares / kDraws - mean * mean), deviation, 0.015);
}

TEST(GeneratedHoles, SamePixelsOnEveryMachine) {
  EXPECT_EQ(checksum(mask_of({}, 1, 0, 256, 256)), 6782718922778349630u);
  EXPECT_EQ(checksum(mask_of({}, 1, 7, 256, 256)), 6097232721996144670u);
  EXPECT_EQ(checksum(mask_of({.border = false}, 2, 2, 360, 640)),
            1599562476141183277u);
}

TEST(GeneratedHoles, MasksDiffer) {
  EXPECT_FALSE(mask_of({}, 1, 0, 64, 64).equal(mask_of({}, 1, 1, 64, 64)));
  EXPECT_FALSE(mask_of({}, 1, 0, 64, 64).equal(mask_of({}, 2, 0, 64, 64)));
}

// 4-connected, by flooding.
int64_t smallest_hole(torch::Tensor mask) {
  auto pixels = mask.accessor<uint8_t, 3>();
  int64_t smallest = mask.numel();
  for (int64_t y = 0; y < mask.size(0); ++y)
    for (int64_t x = 0; x < mask.size(1); ++x) {
      int64_t size = 0;
      std::vector<std::pair<int64_t, int64_t>> open = {{y, x}};
      while (!open.empty()) {
        const auto [row, column] = open.back();
        open.pop_back();
        if (row < 0 || column < 0 || row >= mask.size(0) ||
            column >= mask.size(1) || pixels[row][column][0] == 0)
          continue;
        pixels[row][column][0] = 0;
        ++size;
        for (const auto& [down, right] :
             {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
          open.emplace_back(row + down, column + right);
      }
      if (size > 0) smallest = std::min(smallest, size);
    }
  return smallest;
}

TEST(GeneratedHoles, LittleDust) {
  int dusty = 0;
  for (uint32_t i = 0; i < 100; ++i)
    dusty += smallest_hole(mask_of({0.05, 0.6, true}, 4, i, 128, 128)) < 12;
  // Where a stroke leaves the picture and comes back, or a corner is left over.
  EXPECT_LE(dusty, 25);
}

TEST(GeneratedHoles, AllNoneAndImpossible) {
  EXPECT_EQ(hole_ratio(mask_of({0.0, 0.0, true}, 1, 0, 32, 32)), 0.0);
  EXPECT_EQ(hole_ratio(mask_of({1.0, 1.0, true}, 1, 0, 32, 32)), 1.0);
  // The border holds 3 of 32 pixels at each side.
  EXPECT_DOUBLE_EQ(hole_ratio(mask_of({1.0, 1.0, false}, 1, 0, 32, 32)),
                   26.0 * 26.0 / (32.0 * 32.0));
  EXPECT_GT(hole_ratio(mask_of({0.0, 0.0001, true}, 1, 0, 16, 16)), 0.0);
  EXPECT_TRUE(tests::contains(
      tests::message_of([] { mask_of({}, 1, 0, 0, 16); }), "16x0 pixels"));
  EXPECT_TRUE(tests::contains(tests::message_of([] {
                                GeneratedHoles({0.5, 0.2, true});
                              }),
                              "wanted are two shares"));
}

}  // namespace
}  // namespace p2p
