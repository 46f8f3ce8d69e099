// SPDX-License-Identifier: MIT
// Means and variances, in parts.
#include "models/cuda/moments.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/models/cuda/host_runner.h"

namespace p2p::cuda {
namespace {

constexpr float kTolerance = 1e-6f;

Moments of(const std::vector<float>& values) {
  Moments moments{};
  for (const float value : values) add(moments, value);
  return moments;
}

TEST(Moments, Literals) {
  const Moments m = of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(m.count, 8.0f);
  EXPECT_NEAR(m.mean, 5.0f, kTolerance);
  EXPECT_NEAR(m.squares, 32.0f, 1e-5f);
}

TEST(Moments, MergedAreThoseOfAll) {
  const Moments m = merged(of({2, 4, 4}), of({4, 5, 5, 7, 9}));
  EXPECT_EQ(m.count, 8.0f);
  EXPECT_NEAR(m.mean, 5.0f, kTolerance);
  EXPECT_NEAR(m.squares, 32.0f, 1e-5f);
}

TEST(Moments, NothingChangesNothing) {
  EXPECT_EQ(merged({}, of({1, 3})).mean, 2.0f);
  EXPECT_EQ(merged(of({1, 3}), {}).squares, 2.0f);
}

// The square of the mean is four million times the variance.
TEST(Moments, SurviveAMeanFarFromZero) {
  std::vector<float> values;
  for (int i = 0; i < 4096; ++i) values.push_back(i % 2 ? 1000.5f : 999.5f);
  const Moments m = of(values);
  EXPECT_NEAR(m.squares / m.count, 0.25f, 1e-3f);
}

/// Scale and shift of two samples with two channels, 1000 pixels.
TEST(Statistics, NormaliseEachSampleByItself) {
  constexpr int kPixels = 1000;
  std::vector<uint16_t> raw;
  for (int n = 0; n < 2; ++n)
    for (int i = 0; i < kPixels; ++i)
      for (int c = 0; c < 2; ++c)
        raw.push_back(to_fp16((i % 2 ? 3.0f : 1.0f) + 4 * n + c));
  const std::vector<float> weight = {1, 2}, bias = {0.5f, 0};
  std::vector<Moments> parts(2 * chunk_count(kPixels) * 2);
  std::vector<float> scale(4), shift(4);
  tests::measure_on_host<PlaneType::kFp16>(
      {raw.data(), 2, kPixels, 2, chunk_count(kPixels), parts.data(),
       weight.data(), bias.data(), /*eps=*/3.0f, scale.data(), shift.data()});
  // Variance 1, so the root is 2; means 2, 3, 6, 7.
  const std::vector<float> scales = {0.5f, 1.0f, 0.5f, 1.0f};
  const std::vector<float> shifts = {-0.5f, -3.0f, -2.5f, -7.0f};
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(scale[i], scales[i], kTolerance) << i;
    EXPECT_NEAR(shift[i], shifts[i], 1e-5f) << i;
  }
}

TEST(Statistics, ChunksAreFewAndOfAUsefulSize) {
  EXPECT_EQ(chunk_count(1), 1);
  EXPECT_EQ(chunk_count(256), 1);
  EXPECT_EQ(chunk_count(257), 2);
  EXPECT_EQ(chunk_count(1 << 20), 64);
}

}  // namespace
}  // namespace p2p::cuda
