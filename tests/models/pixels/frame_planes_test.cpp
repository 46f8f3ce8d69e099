// SPDX-License-Identifier: MIT
// Frames of several layouts to planes and back.
#include "models/pixels/frame_planes.h"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

/// A frame with pixels of its own; every byte outside its samples stays 0xEE.
struct OwnFrame {
  std::vector<uint8_t> bytes = std::vector<uint8_t>(4096, 0xEE);
  P2pFrame frame{};

  P2pComponent at(size_t offset, int row_stride, int pixel_stride,
                  uint8_t shift = 0) {
    return {bytes.data() + offset, row_stride, pixel_stride, shift, shift};
  }
};

/// RGBA with rows of 40 bytes.
OwnFrame rgba(int width, int height) {
  OwnFrame own;
  own.frame = {width, height, P2P_COLOUR_RGB, 4, {}, {}};
  for (int c = 0; c < 4; ++c) own.frame.component[c] = own.at(c, 40, 4);
  return own;
}

/// I420 in BT.601, limited, chroma centred.
OwnFrame i420(int width, int height) {
  OwnFrame own;
  own.frame = {
      width,
      height,
      P2P_COLOUR_YUV,
      3,
      {own.at(0, 32, 1), own.at(1024, 16, 1, 1), own.at(2048, 16, 1, 1)},
      {0.299f, 0.114f, 16, 219, 128, 224, 0, 0}};
  return own;
}

void set(OwnFrame& own, int component, int x, int y, uint8_t value) {
  const P2pComponent& c = own.frame.component[component];
  c.data[y * c.row_stride + x * c.pixel_stride] = value;
}

uint8_t get(const OwnFrame& own, int component, int x, int y) {
  const P2pComponent& c = own.frame.component[component];
  return c.data[y * c.row_stride + x * c.pixel_stride];
}

void fill(OwnFrame& own, int component, int width, int height, uint8_t value) {
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) set(own, component, x, y, value);
}

Planes floats(std::vector<float>& values, int height, int width) {
  return dense_planes(values.data(), PlaneType::kFp32, height, width);
}

TEST(FramePlanes, PackedFrameIsReflectedToTheRightAndBelow) {
  OwnFrame in = rgba(3, 2);
  for (int y = 0; y < 2; ++y)
    for (int x = 0; x < 3; ++x)
      for (int c = 0; c < 3; ++c)
        set(in, c, x, y, static_cast<uint8_t>(100 * c + 10 * y + x));
  std::vector<float> values(3 * 4 * 5);
  const Planes planes = floats(values, 4, 5);
  frame_to_planes(in.frame, {3, false, {0.0f, 255.0f}}, planes);
  const float first_row[] = {0, 1, 2, 1, 0};
  for (int x = 0; x < 5; ++x) {
    EXPECT_EQ(planes.value(0, 0, x), first_row[x]);
    EXPECT_EQ(planes.value(0, 1, x), first_row[x] + 10);
    EXPECT_EQ(planes.value(0, 2, x), first_row[x]);        // reflected row 0
    EXPECT_EQ(planes.value(2, 3, x), first_row[x] + 210);  // row 1 again
  }
}

TEST(FramePlanes, BgrNetworkGetsBlueFirst) {
  OwnFrame in = rgba(1, 1);
  for (int c = 0; c < 3; ++c) set(in, c, 0, 0, static_cast<uint8_t>(c + 1));
  std::vector<float> values(3);
  frame_to_planes(in.frame, {3, true, {0.0f, 255.0f}}, floats(values, 1, 1));
  EXPECT_EQ(values, (std::vector<float>{3, 2, 1}));
}

TEST(FramePlanes, OutputIsRoundedAlphaIsCopiedAndTheRestIsLeftAlone) {
  OwnFrame in = rgba(2, 1), out = rgba(2, 1);
  set(in, 3, 0, 0, 77);
  set(in, 3, 1, 0, 78);
  std::vector<float> values = {0.4f, 300.0f, 10.5f, 11.49f, -3.0f, 255.0f};
  planes_to_frame(floats(values, 1, 2), {3, false, {0.0f, 255.0f}}, in.frame,
                  out.frame);
  const uint8_t expected[] = {0, 11, 0, 77, 255, 11, 255, 78};
  for (int i = 0; i < 8; ++i) EXPECT_EQ(out.bytes[i], expected[i]) << i;
  EXPECT_EQ(out.bytes[8], 0xEE);
}

TEST(FramePlanes, OneChannelIsRepeated) {
  OwnFrame in = rgba(1, 1), out = rgba(1, 1);
  std::vector<float> values = {42.0f};
  planes_to_frame(floats(values, 1, 1), {1, false, {0.0f, 255.0f}}, in.frame,
                  out.frame);
  for (int c = 0; c < 3; ++c) EXPECT_EQ(get(out, c, 0, 0), 42);
}

TEST(FramePlanes, YuvGreyStaysGreyThroughBothWays) {
  OwnFrame in = i420(5, 3), out = i420(5, 3);
  fill(in, 0, 5, 3, 126);
  fill(in, 1, 3, 2, 128);
  fill(in, 2, 3, 2, 128);
  std::vector<float> values(3 * 4 * 8);
  const Planes planes = floats(values, 4, 8);
  const PlaneFormat format{3, false, {0.0f, 255.0f}};
  frame_to_planes(in.frame, format, planes);
  for (const float v : values) EXPECT_NEAR(v, 128.08f, 0.01f);
  planes_to_frame(planes, format, in.frame, out.frame);
  EXPECT_EQ(out.bytes, in.bytes);
}

// A colour that is the same everywhere has no chroma to resample: exact.
TEST(FramePlanes, YuvColourSurvives) {
  OwnFrame in = i420(4, 4), out = i420(4, 4);
  fill(in, 0, 4, 4, 81);
  fill(in, 1, 2, 2, 90);
  fill(in, 2, 2, 2, 240);
  std::vector<float> values(3 * 4 * 4);
  const Planes planes = floats(values, 4, 4);
  const PlaneFormat format{3, false, {0.0f, 255.0f}};
  frame_to_planes(in.frame, format, planes);
  EXPECT_NEAR(planes.value(0, 0, 0), 254.4f, 0.2f);
  EXPECT_NEAR(planes.value(1, 0, 0), 0.0f, 0.2f);
  planes_to_frame(planes, format, in.frame, out.frame);
  for (int c = 0; c < 3; ++c)
    EXPECT_NEAR(get(out, c, 0, 0), get(in, c, 0, 0), 1) << c;
}

// Between two chroma samples the colour changes linearly, not in steps.
TEST(FramePlanes, ChromaIsInterpolated) {
  OwnFrame in = i420(4, 2);
  fill(in, 0, 4, 2, 126);
  fill(in, 1, 2, 1, 128);
  set(in, 2, 0, 0, 128);
  set(in, 2, 1, 0, 168);
  std::vector<float> values(3 * 2 * 4);
  const Planes planes = floats(values, 2, 4);
  frame_to_planes(in.frame, {3, false, {0.0f, 255.0f}}, planes);
  const float red_of_full_step =
      2.0f * (1.0f - 0.299f) * 40.0f * 255.0f / 224.0f;
  const float share[] = {0.0f, 0.25f, 0.75f, 1.0f};
  for (int x = 0; x < 4; ++x)
    EXPECT_NEAR(planes.value(0, 0, x), 128.08f + share[x] * red_of_full_step,
                0.05f);
}

TEST(FramePlanes, RefusesColoursThatDoNotFit) {
  OwnFrame frame = rgba(1, 1);
  std::vector<float> values(3);
  EXPECT_NE(
      tests::message_of([&] {
        frame_to_planes(frame.frame, {1, false, {}}, floats(values, 1, 1));
      }),
      "");
}

}  // namespace
}  // namespace p2p
