// SPDX-License-Identifier: MIT
// The kernels against the same converters on the CPU.
#include "models/cuda/pixel_kernels.h"

#include <cstring>
#include <cuda_runtime.h>
#include <vector>

#include <gtest/gtest.h>

#include "models/inference/cuda_probe.h"

namespace p2p {
namespace {

constexpr int kWidth = 45, kHeight = 31;
constexpr int kPaddedWidth = 64, kPaddedHeight = 32;
// Contraction of multiply and add may differ between the two compilers.
constexpr int kPixelTolerance = 1;

/// Values are -1 to 1: a last digit of the 16-bit types is larger than that.
float tolerance_of(PlaneType type) {
  switch (type) {
    case PlaneType::kBf16:
      return 1.0f / (1 << 7);
    case PlaneType::kFp16:
      return 1.0f / (1 << 10);
    default:
      return 1e-4f;
  }
}

constexpr int kQuad = 4;
constexpr size_t kPlaneBytes =
    kQuad * kPaddedHeight * kPaddedWidth * sizeof(float);

/// Memory on the device that goes away with its scope.
class DeviceBytes {
 public:
  explicit DeviceBytes(size_t size) : size_(size) {
    if (cudaMalloc(&data_, size) != cudaSuccess)
      throw std::runtime_error("cudaMalloc failed");
  }
  ~DeviceBytes() { cudaFree(data_); }
  DeviceBytes(const DeviceBytes&) = delete;
  DeviceBytes& operator=(const DeviceBytes&) = delete;

  void upload(const void* from) {
    cudaMemcpy(data_, from, size_, cudaMemcpyHostToDevice);
  }
  void download(void* to) const {
    cudaMemcpy(to, data_, size_, cudaMemcpyDeviceToHost);
  }
  void* get() const { return data_; }

 private:
  void* data_ = nullptr;
  size_t size_;
};

/// One format, laid out in a block of bytes.
struct Layout {
  const char* name;
  P2pColour colour;
  int components;
  size_t offset[4];
  int row_stride[4];
  int pixel_stride[4];
  uint8_t shift[4];
};

constexpr size_t kBlock = 1 << 14;
const Layout kLayouts[] = {
    {"RGB", P2P_COLOUR_RGB, 3, {0, 1, 2}, {140, 140, 140}, {3, 3, 3}, {}},
    {"ARGB",
     P2P_COLOUR_RGB,
     4,
     {1, 2, 3, 0},
     {184, 184, 184, 184},
     {4, 4, 4, 4},
     {}},
    {"NV12",
     P2P_COLOUR_YUV,
     3,
     {0, 4096, 4097},
     {64, 64, 64},
     {1, 2, 2},
     {0, 1, 1}},
    {"I420",
     P2P_COLOUR_YUV,
     3,
     {0, 4096, 8192},
     {64, 32, 32},
     {1, 1, 1},
     {0, 1, 1}},
};

P2pFrame frame_over(uint8_t* bytes, const Layout& layout) {
  P2pFrame frame{kWidth,
                 kHeight,
                 layout.colour,
                 layout.components,
                 {},
                 {0.2126f, 0.0722f, 16, 219, 128, 224, 1, 0}};
  for (int c = 0; c < layout.components; ++c)
    frame.component[c] = {bytes + layout.offset[c], layout.row_stride[c],
                          layout.pixel_stride[c], layout.shift[c],
                          layout.shift[c]};
  return frame;
}

std::vector<uint8_t> pattern() {
  std::vector<uint8_t> bytes(kBlock);
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<uint8_t>(i * 37 + i / 64 * 11);
  return bytes;
}

class PixelKernels : public ::testing::TestWithParam<Layout> {
 protected:
  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (!probe.problem.empty()) GTEST_SKIP() << probe.problem;
  }
};

/// Planes over `data`, channels last in pixels of four if `quads`.
Planes planes_over(void* data, PlaneType type, bool quads) {
  return quads ? channels_last_planes(data, type, kPaddedHeight, kPaddedWidth,
                                      kQuad)
               : dense_planes(data, type, kPaddedHeight, kPaddedWidth);
}

void expect_equal_values(const Planes& found, const Planes& wanted) {
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < kPaddedHeight; ++y)
      for (int x = 0; x < kPaddedWidth; ++x)
        ASSERT_NEAR(found.value(c, y, x), wanted.value(c, y, x),
                    tolerance_of(found.type))
            << c << " " << y << " " << x;
}

/// There and back on both, with the same planes in the middle.
void compare_with_cpu(const Layout& layout, PlaneType type, bool quads) {
  const PlaneFormat format{3, false, {-1.0f, 1.0f}};
  std::vector<uint8_t> in = pattern(), out(kBlock), found_out(kBlock);
  std::vector<uint8_t> values(kPlaneBytes), found_values(kPlaneBytes);
  const Planes cpu = planes_over(values.data(), type, quads);
  frame_to_planes(frame_over(in.data(), layout), format, cpu);
  planes_to_frame(cpu, format, frame_over(in.data(), layout),
                  frame_over(out.data(), layout));

  DeviceBytes d_in(kBlock), d_out(kBlock), d_values(kPlaneBytes);
  d_in.upload(in.data());
  cudaMemset(d_out.get(), 0, kBlock);
  const Planes gpu = planes_over(d_values.get(), type, quads);
  const auto on_device = [&layout](const DeviceBytes& bytes) {
    return frame_over(static_cast<uint8_t*>(bytes.get()), layout);
  };
  cuda::frame_to_planes(on_device(d_in), format, gpu, nullptr);
  ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  d_values.download(found_values.data());
  expect_equal_values(planes_over(found_values.data(), type, quads), cpu);

  d_values.upload(values.data());
  cuda::planes_to_frame(gpu, format, on_device(d_in), on_device(d_out),
                        nullptr);
  ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  d_out.download(found_out.data());
  for (size_t i = 0; i < kBlock; ++i)
    ASSERT_NEAR(found_out[i], out[i], kPixelTolerance) << i;
}

TEST_P(PixelKernels, EqualTheCpu) {
  for (const PlaneType type :
       {PlaneType::kFp32, PlaneType::kBf16, PlaneType::kFp16})
    for (const bool quads : {false, true}) {
      SCOPED_TRACE(testing::Message() << "type " << static_cast<int>(type)
                                      << (quads ? ", quads" : ", dense"));
      compare_with_cpu(GetParam(), type, quads);
      if (HasFatalFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, PixelKernels, ::testing::ValuesIn(kLayouts),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p
