// SPDX-License-Identifier: MIT
// Time to bring frames into a network's planes and back, on one thread. The
// pixel by pixel definition runs beside it: quote the ratio.
#include <benchmark/benchmark.h>
#include <string>
#include <vector>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/frame_planes.h"

namespace p2p {
namespace {

enum class Format { kRgb, kRgba, kBgrx, kGbr, kGrey, kI420, kNv12 };
enum class Layout { kDenseFp32, kQuadsFp32, kQuadsBf16 };

constexpr Format kFormats[] = {Format::kRgb, Format::kRgba, Format::kBgrx,
                               Format::kGbr, Format::kGrey, Format::kI420,
                               Format::kNv12};

const char* name_of(Format format) {
  switch (format) {
    case Format::kRgb:
      return "RGB";
    case Format::kRgba:
      return "RGBA";
    case Format::kBgrx:
      return "BGRx";
    case Format::kGbr:
      return "GBR";
    case Format::kGrey:
      return "GRAY8";
    case Format::kI420:
      return "I420";
    case Format::kNv12:
      return "NV12";
  }
  return "";
}

const char* name_of(Layout layout) {
  switch (layout) {
    case Layout::kDenseFp32:
      return "dense_fp32";
    case Layout::kQuadsFp32:
      return "nhwc4_fp32";
    case Layout::kQuadsBf16:
      return "nhwc4_bf16";
  }
  return "";
}

struct Size {
  int width, height;
};

constexpr Size kSizes[] = {{640, 480}, {1920, 1080}};

/// A frame over bytes of its own; even sizes only.
class OwnFrame {
 public:
  OwnFrame(Format format, Size size)
      : bytes_(static_cast<size_t>(4) * size.width * size.height) {
    for (size_t i = 0; i < bytes_.size(); ++i)
      bytes_[i] = static_cast<uint8_t>(i * 37 + i / 251);
    frame_.width = size.width;
    frame_.height = size.height;
    frame_.yuv = {0.2126f, 0.0722f, 16, 219, 128, 224, 1, 0};
    lay_out(format);
  }

  const P2pFrame& get() const { return frame_; }

 private:
  void lay_out(Format format) {
    switch (format) {
      case Format::kRgb:
        return packed(3, 3, {0, 1, 2, 0});
      case Format::kRgba:
        return packed(4, 4, {0, 1, 2, 3});
      case Format::kBgrx:
        return packed(3, 4, {2, 1, 0, 0});
      case Format::kGbr:
        return planar(3);
      case Format::kGrey:
        return planar(1);
      case Format::kI420:
        return with_chroma(1);
      case Format::kNv12:
        return with_chroma(2);
    }
  }

  void packed(int components, int pixel_stride,
              const std::vector<int>& offsets) {
    frame_.colour = P2P_COLOUR_RGB;
    frame_.n_components = components;
    for (int c = 0; c < components; ++c)
      frame_.component[c] = {bytes_.data() + offsets[c],
                             frame_.width * pixel_stride, pixel_stride, 0, 0};
  }

  void planar(int components) {
    frame_.colour = components == 1 ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
    frame_.n_components = components;
    for (int c = 0; c < components; ++c)
      frame_.component[c] = {bytes_.data() + c * frame_.width * frame_.height,
                             frame_.width, 1, 0, 0};
  }

  void with_chroma(int pixel_stride) {
    frame_.colour = P2P_COLOUR_YUV;
    frame_.n_components = 3;
    const int pixels = frame_.width * frame_.height;
    const int columns = frame_.width / 2;
    const int second = pixel_stride == 1 ? pixels / 4 : 1;
    uint8_t* chroma = bytes_.data() + pixels;
    frame_.component[0] = {bytes_.data(), frame_.width, 1, 0, 0};
    frame_.component[1] = {chroma, columns * pixel_stride, pixel_stride, 1, 1};
    frame_.component[2] = {chroma + second, columns * pixel_stride,
                           pixel_stride, 1, 1};
  }

  std::vector<uint8_t> bytes_;
  P2pFrame frame_{};
};

/// Planes over values of their own, all 0.25 at first.
class OwnPlanes {
 public:
  OwnPlanes(Layout layout, Size size)
      : values_(static_cast<size_t>(4) * size.width * size.height, 0.25f) {
    planes_ = layout == Layout::kDenseFp32
                  ? dense_planes(values_.data(), PlaneType::kFp32, size.height,
                                 size.width)
                  : channels_last_planes(values_.data(),
                                         layout == Layout::kQuadsBf16
                                             ? PlaneType::kBf16
                                             : PlaneType::kFp32,
                                         size.height, size.width, 4);
  }

  const Planes& get() const { return planes_; }

 private:
  std::vector<float> values_;
  Planes planes_{};
};

PlaneFormat plane_format(const P2pFrame& frame) {
  return {frame.colour == P2P_COLOUR_GREY ? 1 : 3, false, {}};
}

void report(benchmark::State& state, Size size) {
  state.counters["Mpixel/s"] =
      benchmark::Counter(1e-6 * size.width * size.height,
                         benchmark::Counter::kIsIterationInvariantRate);
}

void read_rows_of(benchmark::State& state, Format kind, Layout layout,
                  Size size) {
  const OwnFrame frame(kind, size);
  const OwnPlanes planes(layout, size);
  const PlaneFormat format = plane_format(frame.get());
  for (auto _ : state) {
    frame_to_planes(frame.get(), format, planes.get());
    benchmark::ClobberMemory();
  }
  report(state, size);
}

void write_rows_of(benchmark::State& state, Format kind, Layout layout,
                   Size size) {
  const OwnFrame source(kind, size), frame(kind, size);
  const OwnPlanes planes(layout, size);
  const PlaneFormat format = plane_format(frame.get());
  for (auto _ : state) {
    planes_to_frame(planes.get(), format, source.get(), frame.get());
    benchmark::ClobberMemory();
  }
  report(state, size);
}

void read_pixels_of(benchmark::State& state, Format kind, Layout layout,
                    Size size) {
  const OwnFrame frame(kind, size);
  const OwnPlanes planes(layout, size);
  const PlaneFormat format = plane_format(frame.get());
  for (auto _ : state) {
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const Triple rgb = read_pixel(frame.get(), x, y);
        const float values[] = {rgb.a, rgb.b, rgb.c};
        for (int c = 0; c < format.channels; ++c)
          planes.get().set_value(c, y, x, to_network(values[c], format.range));
      }
    benchmark::ClobberMemory();
  }
  report(state, size);
}

void write_pixels_of(benchmark::State& state, Format kind, Layout layout,
                     Size size) {
  const OwnFrame frame(kind, size);
  const OwnPlanes planes(layout, size);
  const RgbPlanes rgb{planes.get(), plane_format(frame.get())};
  for (auto _ : state) {
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) write_pixel(rgb, frame.get(), x, y);
    if (frame.get().colour == P2P_COLOUR_YUV)
      for (int y = 0; y < size.height / 2; ++y)
        for (int x = 0; x < size.width / 2; ++x)
          write_chroma(rgb, frame.get(), x, y);
    benchmark::ClobberMemory();
  }
  report(state, size);
}

using Job = void (*)(benchmark::State&, Format, Layout, Size);

void add(const char* job_name, Job job, Format format, Layout layout,
         Size size) {
  const std::string name = std::string(job_name) + "/" + name_of(format) + "/" +
                           name_of(layout) + "/" + std::to_string(size.width) +
                           "x" + std::to_string(size.height);
  benchmark::RegisterBenchmark(name.c_str(), job, format, layout, size)
      ->Unit(benchmark::kMillisecond);
}

void add_all() {
  for (const Size size : kSizes)
    for (const Format format : kFormats) {
      for (const Layout layout :
           {Layout::kDenseFp32, Layout::kQuadsFp32, Layout::kQuadsBf16})
        add("read", read_rows_of, format, layout, size);
      add("read_by_pixel", read_pixels_of, format, Layout::kDenseFp32, size);
      for (const Layout layout : {Layout::kDenseFp32, Layout::kQuadsFp32})
        add("write", write_rows_of, format, layout, size);
      add("write_by_pixel", write_pixels_of, format, Layout::kDenseFp32, size);
    }
}

}  // namespace
}  // namespace p2p

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  p2p::add_all();
  benchmark::RunSpecifiedBenchmarks();
}
