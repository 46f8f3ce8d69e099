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
constexpr float kPlaneTolerance = 1e-3f;
constexpr int kPixelTolerance = 1;

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

TEST_P(PixelKernels, EqualTheCpu) {
  const PlaneFormat format{3, false, {-1.0f, 1.0f}};
  std::vector<uint8_t> in = pattern(), out(kBlock), found_out(kBlock);
  std::vector<float> planes(3 * kPaddedHeight * kPaddedWidth), found(planes);
  const Planes cpu{planes.data(), kPaddedHeight, kPaddedWidth};
  frame_to_planes(frame_over(in.data(), GetParam()), format, cpu);
  planes_to_frame(cpu, format, frame_over(in.data(), GetParam()),
                  frame_over(out.data(), GetParam()));

  DeviceBytes d_in(kBlock), d_out(kBlock), d_planes(planes.size() * 4);
  d_in.upload(in.data());
  cudaMemset(d_out.get(), 0, kBlock);
  const Planes gpu{static_cast<float*>(d_planes.get()), kPaddedHeight,
                   kPaddedWidth};
  const auto on_device = [&](const DeviceBytes& bytes) {
    return frame_over(static_cast<uint8_t*>(bytes.get()), GetParam());
  };
  cuda::frame_to_planes(on_device(d_in), format, gpu, nullptr);
  cuda::planes_to_frame(gpu, format, on_device(d_in), on_device(d_out),
                        nullptr);
  ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  d_planes.download(found.data());
  d_out.download(found_out.data());
  for (size_t i = 0; i < planes.size(); ++i)
    ASSERT_NEAR(found[i], planes[i], kPlaneTolerance) << i;
  for (size_t i = 0; i < kBlock; ++i)
    ASSERT_NEAR(found_out[i], out[i], kPixelTolerance) << i;
}

INSTANTIATE_TEST_SUITE_P(Formats, PixelKernels, ::testing::ValuesIn(kLayouts),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace p2p
