// SPDX-License-Identifier: MIT
// bf16 and fp16 by literals, and every 16-bit pattern there and back.
#include "models/pixels/half_floats.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(HalfFloats, Bf16Literals) {
  EXPECT_EQ(to_bf16(0.0f), 0x0000);
  EXPECT_EQ(to_bf16(-1.0f), 0xBF80);
  EXPECT_EQ(to_bf16(1.0f), 0x3F80);
  EXPECT_EQ(to_bf16(3.140625f), 0x4049);
  EXPECT_EQ(to_bf16(kInfinity), 0x7F80);
  EXPECT_EQ(to_bf16(std::numeric_limits<float>::max()), 0x7F80);
  EXPECT_TRUE(std::isnan(from_bf16(to_bf16(kNan))));
}

// 1 + 1/256 lies half way between 1 and 1 + 1/128.
TEST(HalfFloats, Bf16TiesGoToEven) {
  EXPECT_EQ(to_bf16(1.0f + 1.0f / 256), 0x3F80);
  EXPECT_EQ(to_bf16(1.0f + 3.0f / 256), 0x3F82);
  EXPECT_EQ(to_bf16(std::nextafter(1.0f + 1.0f / 256, 2.0f)), 0x3F81);
}

TEST(HalfFloats, Fp16Literals) {
  EXPECT_EQ(to_fp16(-0.0f), 0x8000);
  EXPECT_EQ(to_fp16(1.0f), 0x3C00);
  EXPECT_EQ(to_fp16(-2.0f), 0xC000);
  EXPECT_EQ(to_fp16(0.333251953125f), 0x3555);
  EXPECT_EQ(to_fp16(65504.0f), 0x7BFF);
  EXPECT_EQ(to_fp16(65519.0f), 0x7BFF);
  EXPECT_EQ(to_fp16(65520.0f), 0x7C00);
  EXPECT_EQ(to_fp16(-kInfinity), 0xFC00);
  EXPECT_EQ(to_fp16(std::ldexp(1.0f, -14)), 0x0400);
  EXPECT_EQ(to_fp16(std::ldexp(1.0f, -24)), 0x0001);
  EXPECT_TRUE(std::isnan(from_fp16(to_fp16(kNan))));
}

TEST(HalfFloats, Fp16TiesGoToEven) {
  EXPECT_EQ(to_fp16(1.0f + 1.0f / 2048), 0x3C00);
  EXPECT_EQ(to_fp16(1.0f + 3.0f / 2048), 0x3C02);
  EXPECT_EQ(to_fp16(std::ldexp(1.0f, -25)), 0x0000);
  EXPECT_EQ(to_fp16(std::ldexp(3.0f, -25)), 0x0002);
}

TEST(HalfFloats, EveryPatternComesBack) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto pattern = static_cast<uint16_t>(bits);
    const float from_b = from_bf16(pattern), from_f = from_fp16(pattern);
    ASSERT_TRUE(std::isnan(from_b) || to_bf16(from_b) == pattern) << bits;
    ASSERT_TRUE(std::isnan(from_f) || to_fp16(from_f) == pattern) << bits;
  }
}

}  // namespace
}  // namespace p2p
