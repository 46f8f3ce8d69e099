// SPDX-License-Identifier: MIT
// What follows a convolution, in numbers.
#include "models/cuda/finish.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/cuda/host_runner.h"

namespace p2p::cuda {
namespace {

constexpr Activation kNone{};
constexpr Activation kRelu{Activation::Kind::kLeaky, 0.0f};
constexpr Activation kLeaky{Activation::Kind::kLeaky, 0.25f};
constexpr float kTolerance = 1e-6f;

std::vector<uint16_t> halves(const std::vector<float>& values) {
  std::vector<uint16_t> bits;
  for (const float value : values) bits.push_back(to_fp16(value));
  return bits;
}

std::vector<float> floats(const std::vector<uint16_t>& bits) {
  std::vector<float> values;
  for (const uint16_t b : bits) values.push_back(from_fp16(b));
  return values;
}

TEST(Activate, Literals) {
  EXPECT_EQ(activate(kNone, -3.0f), -3.0f);
  EXPECT_EQ(activate(kRelu, -3.0f), 0.0f);
  EXPECT_EQ(activate(kLeaky, -2.0f), -0.5f);
  EXPECT_EQ(activate(kLeaky, 2.0f), 2.0f);
  EXPECT_NEAR(activate({Activation::Kind::kTanh}, 0.5f), 0.46211716f,
              kTolerance);
  EXPECT_NEAR(activate({Activation::Kind::kSigmoid}, -1.0f), 0.26894142f,
              kTolerance);
}

TEST(Activate, NotANumberStaysOne) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(activate(kRelu, nan)));
  EXPECT_TRUE(std::isnan(activate({Activation::Kind::kTanh}, nan)));
}

/// Two pixels of two channels, into the given stores.
Finish pass_over(const std::vector<uint16_t>& raw,
                 const std::vector<float>& shift) {
  Finish pass{};
  pass.raw = raw.data();
  pass.samples = 1;
  pass.height = 1;
  pass.width = 2;
  pass.channels = 2;
  pass.shift = shift.data();
  return pass;
}

TEST(Finish, AddsBiasAndResidualAndStoresTwice) {
  const auto raw = halves({1, -2, 3, -4});
  const std::vector<float> bias = {0.5f, 0.0f};
  auto more = halves({0, 0, 0, 10, 0, 20});  // channels 1 and 2 of ...
  std::vector<uint16_t> first(4), second(8);
  Finish pass = pass_over(raw, bias);
  pass.has_residual = true;
  pass.residual = {{more.data(), 1, 1, 2, 3, 0}, 1, kNone};
  pass.n_stores = 2;
  pass.stores[0] = {{first.data(), 1, 1, 2, 2, 0}, 0, kLeaky};
  pass.stores[1] = {{second.data(), 1, 1, 2, 4, 0}, 2, kRelu};
  tests::finish_on_host<PlaneType::kFp16>(pass);
  // Residuals: (0, 0) and (0, 20).
  EXPECT_EQ(floats(first), (std::vector<float>{1.5f, -0.5f, 3.5f, 16.0f}));
  EXPECT_EQ(floats(second),
            (std::vector<float>{0, 0, 1.5f, 0, 0, 0, 3.5f, 16.0f}));
}

TEST(Finish, ScalesEachSampleByItsOwn) {
  const auto raw = halves({1, 2, 3, 4});
  const std::vector<float> scale = {1, 10, 2, 20}, shift = {0, 1, 2, 3};
  std::vector<uint16_t> out(4);
  Finish pass = pass_over(raw, shift);
  pass.samples = 2;
  pass.width = 1;
  pass.scale = scale.data();
  pass.sample_stride = 2;
  pass.n_stores = 1;
  pass.stores[0] = {{out.data(), 2, 1, 1, 2, 0}, 0, kNone};
  tests::finish_on_host<PlaneType::kFp16>(pass);
  EXPECT_EQ(floats(out), (std::vector<float>{1, 21, 8, 83}));
}

TEST(Finish, StaysInsideTheBorder) {
  const auto raw = halves({1, 2, 3, 4});
  const std::vector<float> bias = {0, 0};
  std::vector<uint16_t> out(3 * 4 * 2, to_fp16(9.0f));
  Finish pass = pass_over(raw, bias);
  pass.n_stores = 1;
  pass.stores[0] = {{out.data(), 1, 1, 2, 2, 1}, 0, kNone};
  tests::finish_on_host<PlaneType::kFp16>(pass);
  EXPECT_EQ(floats({out.begin() + 10, out.begin() + 14}),
            (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(std::count(out.begin(), out.end(), to_fp16(9.0f)), 20);
}

// Channel 4c + 2y + x of pixel (j, i) is channel c of pixel (2j + y, 2i + x).
TEST(Finish, ShufflesFourChannelsToFourPixels) {
  std::vector<float> values;
  for (int i = 0; i < 16; ++i) values.push_back(static_cast<float>(i));
  const auto raw = halves(values);  // two pixels side by side, 8 channels
  const std::vector<float> bias(8);
  std::vector<uint16_t> out(16);
  Finish pass = pass_over(raw, bias);
  pass.channels = 8;
  pass.shuffle = true;
  pass.n_stores = 1;
  pass.stores[0] = {{out.data(), 1, 2, 4, 2, 0}, 0, kNone};
  tests::finish_on_host<PlaneType::kFp16>(pass);
  EXPECT_EQ(floats(out), (std::vector<float>{0, 4, 1, 5, 8, 12, 9, 13,  //
                                             2, 6, 3, 7, 10, 14, 11, 15}));
}

template <PlaneType type, int width>
std::vector<uint16_t> finished(const std::vector<uint16_t>& raw) {
  const std::vector<float> bias(16, 0.25f);
  std::vector<uint16_t> out(raw.size() * 2);
  Finish pass{};
  pass.raw = raw.data();
  pass.samples = 2;
  pass.height = pass.width = 3;
  pass.channels = 16;
  pass.shift = bias.data();
  pass.n_stores = 1;
  pass.stores[0] = {{out.data(), 2, 3, 3, 32, 0}, 8, kLeaky};
  for (size_t i = 0; i < piece_count<width>(pass); ++i)
    finish_piece<type, width>(pass, static_cast<uint32_t>(i));
  return out;
}

TEST(Finish, EightChannelsAtOnceAreTheSame) {
  std::vector<uint16_t> fp16, bf16;
  for (int i = 0; i < 2 * 9 * 16; ++i) {
    fp16.push_back(to_fp16((i * 37 % 101) * 0.1f - 5.0f));
    bf16.push_back(to_bf16((i * 37 % 101) * 0.1f - 5.0f));
  }
  EXPECT_EQ((finished<PlaneType::kFp16, 1>(fp16)),
            (finished<PlaneType::kFp16, kWide>(fp16)));
  EXPECT_EQ((finished<PlaneType::kBf16, 1>(bf16)),
            (finished<PlaneType::kBf16, kWide>(bf16)));
}

TEST(Finish, IsWideOnlyInWholeGroups) {
  Finish pass{};
  pass.channels = 16;
  pass.n_stores = 1;
  pass.stores[0].area.channels = 32;
  EXPECT_TRUE(channels_are_wide(pass));
  pass.stores[0].channel = 12;
  EXPECT_FALSE(channels_are_wide(pass));
  pass.stores[0].channel = 16;
  pass.shuffle = true;
  EXPECT_FALSE(channels_are_wide(pass));
}

}  // namespace
}  // namespace p2p::cuda
