// SPDX-License-Identifier: MIT
// Boxes, blanks, feathers and composites of holes: literals, brute force, and
// the definition in blend.h.
#include "models/pixels/holes.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "models/pixels/blend_rows.h"
#include "models/pixels/frame_planes.h"
#include "models/pixels/reflect.h"
#include "tests/models/pixels/own_frame.h"
#include "tests/models/pixels/own_mask.h"

namespace p2p {
namespace {

TEST(HoleBox, IsTheSmallestAroundAllHoles) {
  OwnMask mask(300, 40);
  EXPECT_TRUE(hole_box(mask.frame).empty());
  mask.at(7, 39) = 127;  // not yet a hole
  EXPECT_TRUE(hole_box(mask.frame).empty());
  mask.at(299, 12) = 128;
  EXPECT_EQ(hole_box(mask.frame), (PixelBox{299, 12, 1, 1}));
  mask.at(0, 3) = 255;
  EXPECT_EQ(hole_box(mask.frame), (PixelBox{0, 3, 300, 10}));
  OwnMask all(5, 4);
  all.fill({0, 0, 5, 4});
  EXPECT_EQ(hole_box(all.frame), (PixelBox{0, 0, 5, 4}));
}

TEST(HoleWeights, FallOffOverTheFeather) {
  OwnMask mask(9, 1);
  mask.fill({2, 0, 5, 1});
  HoleWeights weights;
  const auto row = [&](int feather) {
    const WeightPlane plane = weights.make(mask.frame, feather);
    return std::vector<float>(plane.data, plane.data + 9);
  };
  EXPECT_EQ(row(0), (std::vector<float>{0, 0, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(row(1), (std::vector<float>{0, 0.5f, 1, 1, 1, 1, 1, 0.5f, 0}));
  EXPECT_EQ(row(3),
            (std::vector<float>{0.5f, 0.75f, 1, 1, 1, 1, 1, 0.75f, 0.5f}));
}

TEST(HoleWeights, OfNothingButHoleAndOfNone) {
  OwnMask mask(6, 5);
  HoleWeights weights;
  const auto all = [&](float value) {
    const WeightPlane plane = weights.make(mask.frame, 255);
    return std::all_of(plane.data, plane.data + 30,
                       [value](float w) { return w == value; });
  };
  EXPECT_TRUE(all(0));
  mask.fill({0, 0, 6, 5});
  EXPECT_TRUE(all(1));
}

TEST(HoleWeights, AreThoseOfTheNearestPixel) {
  HoleWeights weights;  // its memory has seen other sizes
  for (const auto& [width, height] :
       {std::pair{1, 1}, {31, 1}, {1, 17}, {40, 29}, {13, 33}})
    for (const int feather : {1, 2, 5, 40}) {
      OwnMask mask(width, height);
      mask.sprinkle(static_cast<unsigned>(width + feather));
      mask.fill({width / 4, height / 4, width / 2, height / 2});
      const WeightPlane plane = weights.make(mask.frame, feather);
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          double nearest = 1e9;
          for (int v = 0; v < height; ++v)
            for (int u = 0; u < width; ++u)
              if (mask.at(u, v) >= kHoleFrom)
                nearest = std::min(nearest, std::hypot(u - x, v - y));
          ASSERT_NEAR(plane.row(y)[x],
                      std::max(0.0, 1 - nearest / (feather + 1)), 1e-6)
              << x << "," << y << " feather " << feather;
        }
    }
}

TEST(ReadHoles, BlanksThePictureAndWritesTheMask) {
  for (const bool mask_plane : {false, true})
    for (const PlaneType type : {PlaneType::kFp32, PlaneType::kBf16})
      for (const int pixel_stride : {0, 4, 8}) {
        constexpr Size kSize{21, 13};
        constexpr int kWidth = 32, kHeight = 16;
        const PlaneFormat format{3, true, {-1.0f, 1.0f}, mask_plane};
        const int channels = mask_plane ? 4 : 3;
        std::vector<float> memory(static_cast<size_t>(kWidth) * kHeight * 8,
                                  9.0f);
        const Planes planes =
            pixel_stride == 0
                ? dense_planes(memory.data(), type, kHeight, kWidth)
                : channels_last_planes(memory.data(), type, kHeight, kWidth,
                                       pixel_stride);
        const OwnFrame in(kFormats[0], kSize, {}, 3);
        OwnMask mask(kSize.width, kSize.height);
        mask.sprinkle(5);
        read_rows(in.frame, format, planes, 0, kSize.height);
        read_holes(mask.frame, format, planes, 0, kSize.height);
        reflect_below(in.frame, format, planes);
        const float tolerance = type == PlaneType::kFp32 ? 0.0f : 0.004f;
        for (int y = 0; y < kHeight; ++y)
          for (int x = 0; x < kWidth; ++x) {
            const int v = reflect_index(y, kSize.height);
            const int u = reflect_index(x, kSize.width);
            const bool hole = mask.at(u, v) >= kHoleFrom;
            const Triple rgb = read_pixel(in.frame, u, v);
            const float wanted[] = {rgb.c, rgb.b, rgb.a};
            for (int c = 0; c < 3; ++c)
              ASSERT_NEAR(planes.value(c, y, x),
                          hole ? 0.0f : to_network(wanted[c], format.range),
                          tolerance);
            if (channels == 4) {
              ASSERT_EQ(planes.value(3, y, x), hole ? 1.0f : -1.0f);
            }
          }
      }
}

class HoleFrames : public ::testing::TestWithParam<Format> {};

TEST_P(HoleFrames, AreLaidOverAsThePixelsAre) {
  for (const Size size : kSizes)
    for (const P2pYuv& yuv : kColours) {
      OwnMask mask(size.width, size.height);
      mask.sprinkle(2);
      mask.fill({0, 0, size.width / 2, size.height});
      HoleWeights weights;
      const WeightPlane plane = weights.make(mask.frame, 2);
      const OwnFrame source(GetParam(), size, yuv, 4);
      const OwnFrame found(GetParam(), size, yuv, 5);
      const OwnFrame expected(GetParam(), size, yuv, 5);
      lay_over(source.frame, plane, found.frame, 0, size.height);
      for (int i = 0; i < std::min(3, source.frame.n_components); ++i) {
        const P2pComponent& c = expected.frame.component[i];
        for (int y = 0; y < sample_count(size.height, c.y_shift); ++y)
          for (int x = 0; x < sample_count(size.width, c.x_shift); ++x) {
            uint8_t& sample = *sample_at(c, x, y);
            sample = blend_sample(
                *sample_at(source.frame.component[i], x, y), sample,
                sample_weight(plane, expected.frame, i, x, y));
          }
      }
      ASSERT_TRUE(found.same_bytes(expected))
          << size.width << "x" << size.height;
    }
}

/// A crop sees the samples of its pixels, a copy all of them.
TEST_P(HoleFrames, AreCroppedAndCopied) {
  constexpr Size kSize{61, 37};
  const OwnFrame source(GetParam(), kSize, kColours[0], 4);
  const OwnFrame copy(GetParam(), kSize, kColours[0], 5);
  const ChromaStep step = chroma_step(source.frame);
  const PixelBox box{step.x * 3, step.y * 2, 17, 11};
  const P2pFrame part = crop(source.frame, box);
  EXPECT_EQ(part.width, 17);
  EXPECT_EQ(part.height, 11);
  copy_frame(source.frame, copy.frame);
  for (int i = 0; i < part.n_components; ++i) {
    const P2pComponent& c = part.component[i];
    const P2pComponent& whole = copy.frame.component[i];
    for (int y = 0; y < sample_count(11, c.y_shift); ++y)
      for (int x = 0; x < sample_count(17, c.x_shift); ++x)
        ASSERT_EQ(*sample_at(c, x, y),
                  *sample_at(whole, x + (box.x >> c.x_shift),
                             y + (box.y >> c.y_shift)));
    EXPECT_EQ(
        *sample_at(whole, sample_count(61, c.x_shift) - 1,
                   sample_count(37, c.y_shift) - 1),
        *sample_at(source.frame.component[i], sample_count(61, c.x_shift) - 1,
                   sample_count(37, c.y_shift) - 1));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, HoleFrames, ::testing::ValuesIn(kFormats),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p
