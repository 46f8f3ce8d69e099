// SPDX-License-Identifier: MIT
// Reflections around small areas.
#include "models/cuda/border.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/models/cuda/host_runner.h"

namespace p2p::cuda {
namespace {

/// An area in a vector, its inside numbered from 1 on, its border 0.
struct Picture {
  std::vector<uint16_t> values;
  Area area;

  Picture(int samples, int height, int width, int channels, int border)
      : values(static_cast<size_t>(samples) * (height + 2 * border) *
               (width + 2 * border) * channels),
        area{values.data(), samples, height, width, channels, border} {
    uint16_t next = 1;
    for (int n = 0; n < samples; ++n)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
          for (int c = 0; c < channels; ++c) *area.at(n, y, x, c) = next++;
  }
};

TEST(Border, MirrorsWithoutRepeatingTheEdge) {
  Picture picture(1, 2, 3, 1, 1);
  tests::reflect_on_host<1>(picture.area);
  const std::vector<uint16_t> wanted = {5, 4, 5, 6, 5,  //
                                        2, 1, 2, 3, 2,  //
                                        5, 4, 5, 6, 5,  //
                                        2, 1, 2, 3, 2};
  EXPECT_EQ(picture.values, wanted);
}

TEST(Border, IsAsWideAsTheArea) {
  Picture picture(1, 4, 4, 1, 3);
  tests::reflect_on_host<1>(picture.area);
  EXPECT_EQ(*picture.area.at(0, -3, -3, 0), 16);  // of (3, 3)
  EXPECT_EQ(*picture.area.at(0, 6, 6, 0), 1);     // of (0, 0)
  EXPECT_EQ(*picture.area.at(0, 0, 5, 0), 2);     // of (0, 1)
}

TEST(Border, EveryPositionOnce) {
  const Area area{nullptr, 1, 3, 5, 1, 2};
  std::vector<int> seen(7 * 9);
  for (uint32_t i = 0; i < border_size(area); ++i) {
    const Position p = border_position(area, i);
    ++seen.at((p.y + 2) * 9 + p.x + 2);
  }
  for (int y = 0; y < 7; ++y)
    for (int x = 0; x < 9; ++x) {
      const bool inside = y >= 2 && y < 5 && x >= 2 && x < 7;
      EXPECT_EQ(seen[y * 9 + x], inside ? 0 : 1) << y << " " << x;
    }
}

TEST(Border, ChannelsAndSamplesKeepApart) {
  Picture narrow(2, 4, 4, 16, 1);
  Picture wide = Picture(2, 4, 4, 16, 1);
  wide.area.data = wide.values.data();
  tests::reflect_on_host<1>(narrow.area);
  tests::reflect_on_host<kWide>(wide.area);
  EXPECT_EQ(narrow.values, wide.values);
  for (int n = 0; n < 2; ++n)
    for (int c = 0; c < 16; ++c)
      EXPECT_EQ(*narrow.area.at(n, -1, 0, c), *narrow.area.at(n, 1, 0, c));
}

}  // namespace
}  // namespace p2p::cuda
