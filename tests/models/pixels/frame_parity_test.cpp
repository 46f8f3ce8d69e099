// SPDX-License-Identifier: MIT
// The rows of the CPU against the pixel by pixel definition in frame_pixels.h:
// every format, odd sizes, plane layouts, ranges and chroma sitings, exactly.
#include <algorithm>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/frame_planes.h"
#include "models/pixels/reflect.h"
#include "tests/models/pixels/own_frame.h"

namespace p2p {
namespace {

/// Elements after each row and pixels around the planes that nobody may touch.
struct PlaneLayout {
  const char* name;
  PlaneType type;
  int pixel_stride;  ///< 0: channel by channel
  int border;
};

constexpr PlaneLayout kLayouts[] = {
    {"dense fp32", PlaneType::kFp32, 0, 0},
    {"dense bf16", PlaneType::kBf16, 0, 3},
    {"dense fp16", PlaneType::kFp16, 0, 0},
    {"three fp32", PlaneType::kFp32, 3, 0},
    {"four fp32", PlaneType::kFp32, 4, 2},
    {"four bf16", PlaneType::kBf16, 4, 1},
    {"four fp16", PlaneType::kFp16, 4, 1},
    {"eight fp32", PlaneType::kFp32, 8, 0},
    {"eight bf16", PlaneType::kBf16, 8, 0},
};

constexpr uint8_t kUntouched = 0xEE;

/// Planes inside a border, over bytes of their own.
class OwnPlanes {
 public:
  OwnPlanes(const PlaneLayout& layout, int channels, int height, int width) {
    const int64_t element = layout.type == PlaneType::kFp32 ? 4 : 2;
    const int64_t pitch = layout.pixel_stride ? layout.pixel_stride : 1;
    const int64_t row = (width + 2 * layout.border) * pitch;
    const int64_t picture = row * (height + 2 * layout.border);
    bytes.assign(static_cast<size_t>(picture * channels * element), kUntouched);
    const int64_t corner = layout.border * row + layout.border * pitch;
    planes = {bytes.data() + corner * element,   layout.type, height, width,
              layout.pixel_stride ? 1 : picture, row,         pitch};
  }
  OwnPlanes(const OwnPlanes&) = delete;
  OwnPlanes& operator=(const OwnPlanes&) = delete;

  /// Elements between two pixels may be set to 0 but not to anything else.
  void clear_spare(int channels) {
    if (planes.pixel_stride == 1) return;
    for (int y = 0; y < planes.height; ++y)
      for (int x = 0; x < planes.width; ++x)
        for (int c = channels; c < planes.pixel_stride; ++c)
          planes.set_value(c, y, x, 0.0f);
  }

  std::vector<uint8_t> bytes;
  Planes planes{};
};

int channels_of(const Format& format) {
  return format.colour == P2P_COLOUR_GREY ? 1 : 3;
}

void read_by_pixel(const P2pFrame& frame, const PlaneFormat& format,
                   const Planes& planes) {
  for (int y = 0; y < planes.height; ++y)
    for (int x = 0; x < planes.width; ++x) {
      const Triple rgb = read_pixel(frame, reflect_index(x, frame.width),
                                    reflect_index(y, frame.height));
      const float values[] = {rgb.a, rgb.b, rgb.c};
      for (int colour = 0; colour < format.channels; ++colour)
        planes.set_value(plane_of(colour, format), y, x,
                         to_network(values[colour], format.range));
    }
}

void write_by_pixel(const RgbPlanes& rgb, const P2pFrame& source,
                    const P2pFrame& frame) {
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      write_pixel(rgb, frame, x, y);
      if (frame.n_components == 4)
        *sample_at(frame.component[3], x, y) =
            *sample_at(source.component[3], x, y);
    }
  if (frame.colour != P2P_COLOUR_YUV) return;
  const P2pComponent& c = frame.component[1];
  for (int y = 0; y < sample_count(frame.height, c.y_shift); ++y)
    for (int x = 0; x < sample_count(frame.width, c.x_shift); ++x)
      write_chroma(rgb, frame, x, y);
}

void fill_with_noise(const Planes& planes, const PlaneFormat& format) {
  std::mt19937 random(7);
  const float span = format.range.high - format.range.low;
  // A little beyond both ends, and sometimes not a number.
  std::uniform_real_distribution<float> value(format.range.low - 0.2f * span,
                                              format.range.high + 0.2f * span);
  for (int c = 0; c < format.channels; ++c)
    for (int y = 0; y < planes.height; ++y)
      for (int x = 0; x < planes.width; ++x)
        planes.set_value(c, y, x,
                         random() % 97 == 0
                             ? std::numeric_limits<float>::quiet_NaN()
                             : value(random));
}

/// Every way to cut the job once, every size, every layout and range.
class FrameParity : public ::testing::TestWithParam<Format> {
 protected:
  template <typename Check>
  void for_all_cases(Check check) {
    int number = 0;
    for (const Size size : kSizes)
      for (const P2pYuv& yuv : kColours)
        for (const PlaneLayout& layout : kLayouts) {
          const bool other = ++number % 2 == 0;
          const PlaneFormat format{
              channels_of(GetParam()), other,
              other ? ValueRange{0.0f, 1.0f} : ValueRange{}};
          SCOPED_TRACE(std::string(layout.name) + " " +
                       std::to_string(size.width) + "x" +
                       std::to_string(size.height));
          check(size, yuv, layout, format);
          if (HasFailure()) return;
        }
  }
};

TEST_P(FrameParity, ReadsWhatThePixelsAre) {
  for_all_cases([](Size size, const P2pYuv& yuv, const PlaneLayout& layout,
                   const PlaneFormat& format) {
    const OwnFrame in(GetParam(), size, yuv, 3);
    const int height = size.height + 3, width = size.width + 6;
    OwnPlanes found(layout, format.channels, height, width);
    OwnPlanes wanted(layout, format.channels, height, width);
    frame_to_planes(in.frame, format, found.planes);
    read_by_pixel(in.frame, format, wanted.planes);
    found.clear_spare(format.channels);
    wanted.clear_spare(format.channels);
    EXPECT_TRUE(found.bytes == wanted.bytes);
  });
}

TEST_P(FrameParity, WritesWhatThePixelsAre) {
  for_all_cases([](Size size, const P2pYuv& yuv, const PlaneLayout& layout,
                   const PlaneFormat& format) {
    OwnPlanes planes(layout, format.channels, size.height + 1, size.width + 2);
    fill_with_noise(planes.planes, format);
    const OwnFrame source(GetParam(), size, yuv, 4);
    const OwnFrame found(GetParam(), size, yuv, 5);
    const OwnFrame wanted(GetParam(), size, yuv, 5);
    planes_to_frame(planes.planes, format, source.frame, found.frame);
    write_by_pixel({planes.planes, format}, source.frame, wanted.frame);
    EXPECT_TRUE(found.same_bytes(wanted));
  });
}

TEST_P(FrameParity, OneChannelIsWrittenToAllColours) {
  if (channels_of(GetParam()) == 1) GTEST_SKIP() << "has one colour only";
  for_all_cases([](Size size, const P2pYuv& yuv, const PlaneLayout& layout,
                   PlaneFormat format) {
    format.channels = 1;
    OwnPlanes planes(layout, 1, size.height, size.width);
    fill_with_noise(planes.planes, format);
    const OwnFrame source(GetParam(), size, yuv, 4);
    const OwnFrame found(GetParam(), size, yuv, 5);
    const OwnFrame wanted(GetParam(), size, yuv, 5);
    planes_to_frame(planes.planes, format, source.frame, found.frame);
    write_by_pixel({planes.planes, format}, source.frame, wanted.frame);
    EXPECT_TRUE(found.same_bytes(wanted));
  });
}

// As threads would do, in an order that nobody relies on.
TEST_P(FrameParity, RowGroupsAreIndependent) {
  static constexpr Size kSize{67, 23};
  const PlaneFormat format{channels_of(GetParam()), false, {}};
  for (const P2pYuv& yuv : kColours) {
    const OwnFrame in(GetParam(), kSize, yuv, 3);
    const OwnFrame found(GetParam(), kSize, yuv, 5);
    const OwnFrame wanted(GetParam(), kSize, yuv, 5);
    OwnPlanes whole(kLayouts[0], format.channels, 32, 72);
    OwnPlanes parts(kLayouts[0], format.channels, 32, 72);
    frame_to_planes(in.frame, format, whole.planes);
    planes_to_frame(whole.planes, format, in.frame, wanted.frame);
    const auto backwards = [](auto work) {
      for (int first = 20; first >= 0; first -= kRowGroup)
        work(first, std::min(first + kRowGroup, kSize.height));
    };
    backwards([&](int first, int last) {
      read_rows(in.frame, format, parts.planes, first, last);
    });
    reflect_below(in.frame, format, parts.planes);
    EXPECT_TRUE(parts.bytes == whole.bytes);
    backwards([&](int first, int last) {
      write_rows(parts.planes, format, in.frame, found.frame, first, last);
    });
    EXPECT_TRUE(found.same_bytes(wanted));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, FrameParity, ::testing::ValuesIn(kFormats),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p
