// SPDX-License-Identifier: MIT
// Masks into frames: literals, and the rows against the definition in blend.h,
// for every format, exactly.
#include "models/pixels/mask_output.h"

#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "models/pixels/frame_planes.h"
#include "tests/models/pixels/own_frame.h"

namespace p2p {
namespace {

constexpr ValueRange kRange{-1.0f, 1.0f};

P2pComposition overlay(uint32_t colour, double threshold = 0.0) {
  return {P2P_OUTPUT_OVERLAY, threshold, colour, 0};
}

TEST(MaskWeight, IsSoftOrThresholded) {
  EXPECT_EQ(mask_weight(-1.0f, kRange, 0.0f), 0.0f);
  EXPECT_EQ(mask_weight(1.0f, kRange, 0.0f), 1.0f);
  EXPECT_EQ(mask_weight(0.0f, kRange, 0.0f), 0.5f);
  EXPECT_EQ(mask_weight(7.0f, kRange, 0.0f), 1.0f);
  EXPECT_EQ(mask_weight(0.0f, kRange, 0.5f), 1.0f);
  EXPECT_EQ(mask_weight(-0.01f, kRange, 0.5f), 0.0f);
  EXPECT_EQ(mask_weight(1.0f, kRange, 1.0f), 1.0f);
  EXPECT_EQ(mask_weight(std::numeric_limits<float>::quiet_NaN(), kRange, 0.5f),
            0.0f);
}

TEST(BlendSample, IsExactAtBothEnds) {
  for (int below = 0; below < 256; ++below)
    for (int above = 0; above < 256; ++above) {
      const auto a = static_cast<float>(below), b = static_cast<float>(above);
      ASSERT_EQ(blend_sample(a, b, 0.0f), below);
      ASSERT_EQ(blend_sample(a, b, 1.0f), above);
    }
  EXPECT_EQ(blend_sample(10.0f, 20.0f, 0.5f), 15);
  EXPECT_EQ(blend_sample(10.0f, 21.0f, 0.5f), 16);  // halves up
}

TEST(ColourSamples, AreThoseOfTheFrame) {
  P2pFrame frame{};
  frame.colour = P2P_COLOUR_RGB;
  const Triple rgb = colour_samples(0x80FF8001u, frame);
  EXPECT_EQ(rgb.a, 255.0f);
  EXPECT_EQ(rgb.b, 128.0f);
  EXPECT_EQ(rgb.c, 1.0f);
  // BT.601, limited range: red is 81, 90, 240.
  frame.colour = P2P_COLOUR_YUV;
  frame.yuv = {0.299f, 0.114f, 16, 219, 128, 224, 0, 0};
  const Triple yuv = colour_samples(0xFFFF0000u, frame);
  EXPECT_NEAR(yuv.a, 81.481f, 1e-3f);
  EXPECT_NEAR(yuv.b, 90.203f, 1e-3f);
  EXPECT_NEAR(yuv.c, 240.0f, 1e-3f);
  frame.colour = P2P_COLOUR_GREY;
  EXPECT_NEAR(colour_samples(0xFFFF0000u, frame).a, 76.245f, 1e-3f);
  EXPECT_EQ(colour_opacity(0xFF000000u), 1.0f);
  EXPECT_EQ(colour_opacity(0x33FFFFFFu), 0.2f);
}

/// Mask values of a frame with noise, and weights to be made of them.
struct MaskCase {
  MaskCase(int height, int width)
      : values(static_cast<size_t>(height) * width),
        weights(values.size(), 9.0f),
        planes(dense_planes(values.data(), PlaneType::kFp32, height, width)),
        plane{weights.data(), height, width} {
    std::mt19937 random(11);
    std::uniform_real_distribution<float> value(-1.3f, 1.3f);
    // A third of it black, as masks are.
    for (float& v : values) v = random() % 3 == 0 ? -1.0f : value(random);
  }
  std::vector<float> values, weights;
  Planes planes;
  WeightPlane plane;
};

void overlay_by_pixel(const P2pFrame& source, uint32_t argb,
                      const WeightPlane& weights, const P2pFrame& frame) {
  const Triple colour = colour_samples(argb, frame);
  const float above[] = {colour.a, colour.b, colour.c};
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    for (int y = 0; y < sample_count(frame.height, c.y_shift); ++y)
      for (int x = 0; x < sample_count(frame.width, c.x_shift); ++x) {
        const uint8_t below = *sample_at(source.component[i], x, y);
        *sample_at(c, x, y) =
            i == 3 ? below
                   : blend_sample(below, above[i],
                                  sample_weight(weights, frame, i, x, y));
      }
  }
}

class MaskOutput : public ::testing::TestWithParam<Format> {};

TEST_P(MaskOutput, OverlayIsWhatThePixelsAre) {
  for (const Size size : kSizes)
    for (const P2pYuv& yuv : kColours)
      for (const P2pComposition& wanted :
           {overlay(0xFF10E0F0u), overlay(0x6000FF00u, 0.6)}) {
        MaskCase mask(size.height, size.width);
        make_weights(mask.planes, kRange, wanted, mask.plane, 0, size.height);
        const OwnFrame source(GetParam(), size, yuv, 4);
        const OwnFrame found(GetParam(), size, yuv, 5);
        const OwnFrame expected(GetParam(), size, yuv, 5);
        write_mask(mask.plane, wanted, source.frame, found.frame, 0,
                   size.height);
        overlay_by_pixel(source.frame, wanted.overlay_colour, mask.plane,
                         expected.frame);
        ASSERT_TRUE(found.same_bytes(expected))
            << size.width << "x" << size.height;
      }
}

TEST_P(MaskOutput, AnEmptyMaskLeavesThePictureAlone) {
  static constexpr Size kSize{67, 23};
  for (const P2pYuv& yuv : kColours) {
    MaskCase mask(kSize.height, kSize.width);
    for (float& value : mask.values) value = -1.0f;
    const P2pComposition wanted = overlay(0xFFFFFFFFu);
    make_weights(mask.planes, kRange, wanted, mask.plane, 0, kSize.height);
    const OwnFrame source(GetParam(), kSize, yuv, 4);
    // Bytes of no component are nobody's: the same in both.
    const OwnFrame found(GetParam(), kSize, yuv, 4);
    for (int i = 0; i < found.frame.n_components; ++i) {
      const P2pComponent& c = found.frame.component[i];
      for (int y = 0; y < sample_count(kSize.height, c.y_shift); ++y)
        for (int x = 0; x < sample_count(kSize.width, c.x_shift); ++x)
          *sample_at(c, x, y) = 1;
    }
    write_mask(mask.plane, wanted, source.frame, found.frame, 0, kSize.height);
    EXPECT_TRUE(found.same_bytes(source));
  }
}

TEST_P(MaskOutput, ThresholdIsBlackAndWhite) {
  static constexpr Size kSize{67, 23};
  const P2pComposition wanted{P2P_OUTPUT_PICTURE, 0.5, 0, 0};
  for (const P2pYuv& yuv : kColours) {
    MaskCase mask(kSize.height, kSize.width);
    make_weights(mask.planes, kRange, wanted, mask.plane, 0, kSize.height);
    const OwnFrame source(GetParam(), kSize, yuv, 4);
    const OwnFrame found(GetParam(), kSize, yuv, 5);
    const OwnFrame expected(GetParam(), kSize, yuv, 5);
    write_mask(mask.plane, wanted, source.frame, found.frame, 0, kSize.height);
    for (float& value : mask.values) value = value >= 0.0f ? 1.0f : -1.0f;
    planes_to_frame(mask.planes, {1, false, kRange}, source.frame,
                    expected.frame);
    EXPECT_TRUE(found.same_bytes(expected));
  }
}

TEST_P(MaskOutput, RowGroupsAreIndependent) {
  static constexpr Size kSize{67, 23};
  const P2pComposition wanted = overlay(0xB0405060u);
  for (const P2pYuv& yuv : kColours) {
    MaskCase whole(kSize.height, kSize.width), parts(kSize.height, kSize.width);
    const OwnFrame source(GetParam(), kSize, yuv, 4);
    const OwnFrame found(GetParam(), kSize, yuv, 5);
    const OwnFrame expected(GetParam(), kSize, yuv, 5);
    make_weights(whole.planes, kRange, wanted, whole.plane, 0, kSize.height);
    write_mask(whole.plane, wanted, source.frame, expected.frame, 0,
               kSize.height);
    const auto backwards = [](auto work) {
      for (int first = 20; first >= 0; first -= kRowGroup)
        work(first, std::min(first + kRowGroup, kSize.height));
    };
    backwards([&](int first, int last) {
      make_weights(parts.planes, kRange, wanted, parts.plane, first, last);
    });
    EXPECT_EQ(parts.weights, whole.weights);
    backwards([&](int first, int last) {
      write_mask(parts.plane, wanted, source.frame, found.frame, first, last);
    });
    EXPECT_TRUE(found.same_bytes(expected));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, MaskOutput, ::testing::ValuesIn(kFormats),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p
