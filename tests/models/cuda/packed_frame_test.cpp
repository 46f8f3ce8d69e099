// SPDX-License-Identifier: MIT
// Frames of every layout into blocks and back.
#include "models/cuda/packed_frame.h"

#include <vector>

#include <gtest/gtest.h>

#include "models/pixels/frame_pixels.h"

namespace p2p::cuda {
namespace {

constexpr int kWidth = 13, kHeight = 7;
constexpr uint8_t kUntouched = 0xEE;

struct Component {
  int offset, row_stride, pixel_stride, shift;
};

struct Layout {
  const char* name;
  std::vector<Component> components;
  int blocks;  ///< of rows
};

const Layout kLayouts[] = {
    {"RGB", {{0, 48, 3, 0}, {1, 48, 3, 0}, {2, 48, 3, 0}}, 1},
    {"BGRx", {{2, 64, 4, 0}, {1, 64, 4, 0}, {0, 64, 4, 0}}, 1},
    {"ARGB", {{1, 64, 4, 0}, {2, 64, 4, 0}, {3, 64, 4, 0}, {0, 64, 4, 0}}, 1},
    {"NV12", {{0, 16, 1, 0}, {256, 16, 2, 1}, {257, 16, 2, 1}}, 2},
    {"I420", {{0, 16, 1, 0}, {256, 8, 1, 1}, {512, 8, 1, 1}}, 3},
    {"GRAY8", {{0, 20, 1, 0}}, 1},
};

P2pFrame frame_over(uint8_t* bytes, const Layout& layout) {
  P2pFrame frame{};
  frame.width = kWidth;
  frame.height = kHeight;
  frame.n_components = static_cast<int>(layout.components.size());
  for (int c = 0; c < frame.n_components; ++c) {
    const Component& from = layout.components[c];
    frame.component[c] = {bytes + from.offset, from.row_stride,
                          from.pixel_stride, static_cast<uint8_t>(from.shift),
                          static_cast<uint8_t>(from.shift)};
  }
  return frame;
}

template <typename Function>
void for_each_sample(const P2pFrame& frame, const Function& function) {
  for (int c = 0; c < frame.n_components; ++c) {
    const P2pComponent& component = frame.component[c];
    for (int y = 0; y < sample_count(frame.height, component.y_shift); ++y)
      for (int x = 0; x < sample_count(frame.width, component.x_shift); ++x)
        function(c, x, y);
  }
}

class PackedFrames : public testing::TestWithParam<Layout> {};

TEST_P(PackedFrames, GoThereAndBackAndTouchNothingElse) {
  std::vector<uint8_t> in(1024), out(1024, kUntouched);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<uint8_t>(i % 199);
  const P2pFrame from = frame_over(in.data(), GetParam());
  const P2pFrame to = frame_over(out.data(), GetParam());
  const PackedFrame packed(from);
  EXPECT_EQ(packed.n_rows, GetParam().blocks);

  std::vector<uint8_t> block(packed.bytes);
  gather(packed, block.data());
  const P2pFrame view = view_of(packed, from, block.data());
  size_t samples = 0;
  for_each_sample(from, [&](int c, int x, int y) {
    ++samples;
    EXPECT_EQ(*sample_at(view.component[c], x, y),
              *sample_at(from.component[c], x, y));
  });

  scatter(PackedFrame(to), to, block.data());
  std::vector<uint8_t> wanted(1024, kUntouched);
  const P2pFrame expected = frame_over(wanted.data(), GetParam());
  for_each_sample(from, [&](int c, int x, int y) {
    *sample_at(expected.component[c], x, y) =
        *sample_at(from.component[c], x, y);
  });
  EXPECT_EQ(out, wanted);
  EXPECT_GT(samples, 0U);
}

TEST_P(PackedFrames, DoNotDependOnStrides) {
  Layout wider = GetParam();
  for (Component& component : wider.components) {
    component.row_stride += 20;
    if (component.offset >= 256) component.offset += 1024;
  }
  std::vector<uint8_t> bytes(4096);
  const PackedFrame packed(frame_over(bytes.data(), GetParam()));
  const PackedFrame same(frame_over(bytes.data(), wider));
  EXPECT_EQ(packed.bytes, same.bytes);
  EXPECT_EQ(packed.n_rows, same.n_rows);
}

INSTANTIATE_TEST_SUITE_P(Layouts, PackedFrames, testing::ValuesIn(kLayouts),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p::cuda
