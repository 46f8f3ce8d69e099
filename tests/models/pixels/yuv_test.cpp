// SPDX-License-Identifier: MIT
// Colour matrices against values computed from the standards by hand.
#include "models/pixels/yuv.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr float kTolerance = 0.01f;

constexpr P2pYuv kBt601 = {0.299f, 0.114f, 16, 219, 128, 224, 0, 0};
constexpr P2pYuv kBt709 = {0.2126f, 0.0722f, 16, 219, 128, 224, 1, 0};
constexpr P2pYuv kFull601 = {0.299f, 0.114f, 0, 255, 128, 255, 0, 0};

void expect_yuv(const P2pYuv& yuv, Triple rgb, Triple expected) {
  const Triple found = rgb_to_yuv(rgb, yuv);
  EXPECT_NEAR(found.a, expected.a, kTolerance);
  EXPECT_NEAR(found.b, expected.b, kTolerance);
  EXPECT_NEAR(found.c, expected.c, kTolerance);
}

TEST(Yuv, PrimariesInBt601Limited) {
  expect_yuv(kBt601, {255, 255, 255}, {235, 128, 128});
  expect_yuv(kBt601, {0, 0, 0}, {16, 128, 128});
  expect_yuv(kBt601, {255, 0, 0}, {81.481f, 90.203f, 240});
  expect_yuv(kBt601, {0, 0, 255}, {40.966f, 240, 109.786f});
}

TEST(Yuv, RedInBt709Limited) {
  expect_yuv(kBt709, {255, 0, 0}, {62.559f, 102.336f, 240});
}

TEST(Yuv, FullRangeUsesAllValues) {
  expect_yuv(kFull601, {255, 255, 255}, {255, 128, 128});
  expect_yuv(kFull601, {255, 0, 0}, {76.245f, 84.972f, 255.5f});
}

TEST(Yuv, ThereAndBack) {
  for (const P2pYuv& yuv : {kBt601, kBt709, kFull601}) {
    const Triple in = {12.0f, 200.0f, 77.0f};
    const Triple mid = rgb_to_yuv(in, yuv);
    const Triple out = yuv_to_rgb(mid.a, mid.b, mid.c, yuv);
    EXPECT_NEAR(out.a, in.a, kTolerance);
    EXPECT_NEAR(out.b, in.b, kTolerance);
    EXPECT_NEAR(out.c, in.c, kTolerance);
  }
}

TEST(Yuv, ChromaPhases) {
  // Centred: luma 0 lies a quarter before sample 0, luma 1 a quarter after.
  EXPECT_EQ(chroma_phase(0, 1, false).at, -1);
  EXPECT_FLOAT_EQ(chroma_phase(0, 1, false).t, 0.75f);
  EXPECT_EQ(chroma_phase(1, 1, false).at, 0);
  EXPECT_FLOAT_EQ(chroma_phase(1, 1, false).t, 0.25f);
  // Co-sited: even luma samples lie on chroma samples.
  EXPECT_EQ(chroma_phase(4, 1, true).at, 2);
  EXPECT_FLOAT_EQ(chroma_phase(4, 1, true).t, 0.0f);
  EXPECT_FLOAT_EQ(chroma_phase(5, 1, true).t, 0.5f);
  EXPECT_EQ(chroma_phase(7, 0, false).at, 7);
}

}  // namespace
}  // namespace p2p
