// SPDX-License-Identifier: MIT
// Pixel conversion alone: frames of several formats to planes and back.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <vector>

#include "models/pixels/frame_planes.h"

namespace p2p {
namespace {

constexpr P2pYuv kBt601{0.299f, 0.114f, 16, 219, 128, 224, 0, 0};
constexpr PlaneFormat kFormat{3, false, {-1.0f, 1.0f}};

enum class Layout { kRgb, kNv12, kI420 };

/// A grey frame without padding, and planes of its size.
class Case {
 public:
  Case(Layout layout, int width, int height)
      : planes_values_(3 * size_t(width) * height),
        bytes_(3 * size_t(width) * height, 128) {
    planes = {planes_values_.data(), height, width};
    frame = {width, height, P2P_COLOUR_YUV, 3, {}, kBt601};
    uint8_t* luma = bytes_.data();
    uint8_t* chroma = luma + size_t(width) * height;
    const int half = width / 2;
    frame.component[0] = {luma, width, 1, 0, 0};
    switch (layout) {
      case Layout::kRgb:
        frame.colour = P2P_COLOUR_RGB;
        for (int c = 0; c < 3; ++c)
          frame.component[c] = {luma + c, 3 * width, 3, 0, 0};
        break;
      case Layout::kNv12:
        frame.component[1] = {chroma, width, 2, 1, 1};
        frame.component[2] = {chroma + 1, width, 2, 1, 1};
        break;
      case Layout::kI420:
        frame.component[1] = {chroma, half, 1, 1, 1};
        frame.component[2] = {chroma + size_t(half) * (height / 2), half, 1, 1,
                              1};
        break;
    }
  }

  P2pFrame frame;
  Planes planes;

 private:
  std::vector<float> planes_values_;
  std::vector<uint8_t> bytes_;
};

void count_pixels(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}

void frame_to_planes(benchmark::State& state, Layout layout) {
  const Case data(layout, static_cast<int>(state.range(0)),
                  static_cast<int>(state.range(1)));
  for (auto _ : state) {
    p2p::frame_to_planes(data.frame, kFormat, data.planes);
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

void planes_to_frame(benchmark::State& state, Layout layout) {
  const Case data(layout, static_cast<int>(state.range(0)),
                  static_cast<int>(state.range(1)));
  for (auto _ : state) {
    p2p::planes_to_frame(data.planes, kFormat, data.frame, data.frame);
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

void add_sizes(benchmark::internal::Benchmark* measured) {
  measured->ArgNames({"width", "height"})
      ->Args({640, 480})
      ->Args({1920, 1080})
      ->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(frame_to_planes, RGB, Layout::kRgb)->Apply(add_sizes);
BENCHMARK_CAPTURE(frame_to_planes, NV12, Layout::kNv12)->Apply(add_sizes);
BENCHMARK_CAPTURE(frame_to_planes, I420, Layout::kI420)->Apply(add_sizes);
BENCHMARK_CAPTURE(planes_to_frame, RGB, Layout::kRgb)->Apply(add_sizes);
BENCHMARK_CAPTURE(planes_to_frame, NV12, Layout::kNv12)->Apply(add_sizes);
BENCHMARK_CAPTURE(planes_to_frame, I420, Layout::kI420)->Apply(add_sizes);

}  // namespace
}  // namespace p2p

BENCHMARK_MAIN();
