// SPDX-License-Identifier: MIT
// Frames of every layout over memory of their own, for tests of the converters.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "models/pixels/frame_pixels.h"

namespace p2p {

struct Component {
  int plane;
  int offset;
  int pixel_stride;
  uint8_t x_shift = 0, y_shift = 0;
};

struct Format {
  const char* name;
  P2pColour colour;
  std::vector<Component> components;
};

inline const std::vector<Format> kFormats = {
    {"RGB", P2P_COLOUR_RGB, {{0, 0, 3}, {0, 1, 3}, {0, 2, 3}}},
    {"BGR", P2P_COLOUR_RGB, {{0, 2, 3}, {0, 1, 3}, {0, 0, 3}}},
    {"RGBA", P2P_COLOUR_RGB, {{0, 0, 4}, {0, 1, 4}, {0, 2, 4}, {0, 3, 4}}},
    {"ABGR", P2P_COLOUR_RGB, {{0, 3, 4}, {0, 2, 4}, {0, 1, 4}, {0, 0, 4}}},
    {"BGRx", P2P_COLOUR_RGB, {{0, 2, 4}, {0, 1, 4}, {0, 0, 4}}},
    {"xRGB", P2P_COLOUR_RGB, {{0, 1, 4}, {0, 2, 4}, {0, 3, 4}}},
    {"GBR", P2P_COLOUR_RGB, {{2, 0, 1}, {0, 0, 1}, {1, 0, 1}}},
    {"GBRA", P2P_COLOUR_RGB, {{2, 0, 1}, {0, 0, 1}, {1, 0, 1}, {3, 0, 1}}},
    {"RGBWide", P2P_COLOUR_RGB, {{0, 0, 6}, {0, 2, 6}, {0, 4, 6}}},
    {"GRAY8", P2P_COLOUR_GREY, {{0, 0, 1}}},
    {"I420", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 0, 1, 1, 1}, {2, 0, 1, 1, 1}}},
    {"NV12", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 0, 2, 1, 1}, {1, 1, 2, 1, 1}}},
    {"NV21", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 1, 2, 1, 1}, {1, 0, 2, 1, 1}}},
    {"A420",
     P2P_COLOUR_YUV,
     {{0, 0, 1}, {1, 0, 1, 1, 1}, {2, 0, 1, 1, 1}, {3, 0, 1}}},
    {"Y42B", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 0, 1, 1, 0}, {2, 0, 1, 1, 0}}},
    {"Y444", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}},
    {"YUV9", P2P_COLOUR_YUV, {{0, 0, 1}, {1, 0, 1, 2, 2}, {2, 0, 1, 2, 2}}},
};

struct Size {
  int width, height;
};

// One pixel, one pair, and around the ends of one and two runs.
inline constexpr Size kSizes[] = {{1, 1},   {2, 3},   {5, 4},
                                  {45, 31}, {255, 2}, {256, 5},
                                  {257, 6}, {511, 3}, {514, 9}};

inline constexpr P2pYuv kColours[] = {
    {0.299f, 0.114f, 16, 219, 128, 224, 0, 0},
    {0.2126f, 0.0722f, 16, 219, 128, 224, 1, 0},
    {0.299f, 0.114f, 0, 255, 128, 255, 0, 1},
    {0.2126f, 0.0722f, 0, 255, 128, 255, 1, 1},
};

/// A frame over bytes of its own, which end right behind its last sample.
class OwnFrame {
 public:
  OwnFrame(const Format& format, Size size, const P2pYuv& yuv, unsigned seed)
      : frame{size.width,
              size.height,
              format.colour,
              static_cast<int32_t>(format.components.size()),
              {},
              yuv} {
    for (size_t i = 0; i < format.components.size(); ++i) {
      const Component& c = format.components[i];
      const int columns = sample_count(size.width, c.x_shift);
      const int rows = sample_count(size.height, c.y_shift);
      const int stride = columns * c.pixel_stride + 5;
      frame.component[i] = {nullptr, stride, c.pixel_stride, c.x_shift,
                            c.y_shift};
      const size_t extent = static_cast<size_t>(rows - 1) * stride +
                            (columns - 1) * c.pixel_stride + c.offset + 1;
      if (plane_[c.plane].size() < extent) plane_[c.plane].resize(extent);
    }
    std::mt19937 random(seed);
    for (auto& plane : plane_)
      for (uint8_t& byte : plane) byte = static_cast<uint8_t>(random());
    for (size_t i = 0; i < format.components.size(); ++i)
      frame.component[i].data = plane_[format.components[i].plane].data() +
                                format.components[i].offset;
  }
  OwnFrame(const OwnFrame&) = delete;
  OwnFrame& operator=(const OwnFrame&) = delete;

  bool same_bytes(const OwnFrame& other) const {
    for (int i = 0; i < 4; ++i)
      if (plane_[i] != other.plane_[i]) return false;
    return true;
  }

  P2pFrame frame;

 private:
  std::vector<uint8_t> plane_[4];
};

}  // namespace p2p
