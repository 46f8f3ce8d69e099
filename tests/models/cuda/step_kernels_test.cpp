// SPDX-License-Identifier: MIT
// The kernels against the same arithmetic in loops.
#include "models/cuda/step_kernels.h"

#include <cuda_runtime.h>
#include <vector>

#include <gtest/gtest.h>

#include "models/cuda/border.h"
#include "models/inference/cuda_probe.h"
#include "tests/models/cuda/host_runner.h"

namespace p2p::cuda {
namespace {

constexpr int kSamples = 2, kHeight = 5, kWidth = 7;

// The device contracts multiplication and addition: a last digit of 16 bits.
float tolerance_of(PlaneType type, float value) {
  const float digit = type == PlaneType::kBf16 ? 1.0f / 128 : 1.0f / 1024;
  return std::max(std::abs(value), 1.0f) * digit;
}

/// Memory that host and device see.
template <typename Element>
class Shared {
 public:
  explicit Shared(size_t size) : size_(size) {
    void* data = nullptr;
    if (cudaMallocManaged(&data, size * sizeof(Element)) != cudaSuccess)
      throw std::runtime_error("cudaMallocManaged failed");
    data_ = static_cast<Element*>(data);
    for (size_t i = 0; i < size; ++i) data_[i] = Element{};
  }
  ~Shared() { cudaFree(data_); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  Element* get() const { return data_; }
  size_t size() const { return size_; }
  std::vector<Element> copy() const { return {data_, data_ + size_}; }
  void assign(const std::vector<Element>& values) {
    for (size_t i = 0; i < size_; ++i) data_[i] = values[i];
  }

 private:
  Element* data_ = nullptr;
  size_t size_;
};

void fill(Shared<uint16_t>& values, PlaneType type) {
  for (size_t i = 0; i < values.size(); ++i) {
    const float value = static_cast<float>(i * 37 % 101) * 0.05f - 2.0f;
    values.get()[i] =
        type == PlaneType::kBf16 ? to_bf16(value) : to_fp16(value);
  }
}

float number(uint16_t bits, PlaneType type) {
  return type == PlaneType::kBf16 ? from_bf16(bits) : from_fp16(bits);
}

class StepKernelsTest : public testing::TestWithParam<PlaneType> {
 protected:
  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (!probe.problem.empty()) GTEST_SKIP() << probe.problem;
  }

  /// Runs the pass on both into `out`.
  template <typename Pass>
  void expect_same(Shared<uint16_t>& out, const Pass& pass) {
    const std::vector<uint16_t> before = out.copy();
    tests::HostRunner host;
    pass(host);
    const std::vector<uint16_t> wanted = out.copy();
    out.assign(before);
    StepKernels device(nullptr);
    pass(device);
    ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
    for (size_t i = 0; i < wanted.size(); ++i)
      ASSERT_NEAR(number(out.get()[i], GetParam()),
                  number(wanted[i], GetParam()),
                  tolerance_of(GetParam(), number(wanted[i], GetParam())))
          << i;
  }

  void compare_finish(int channels, bool shuffle, Activation activation) {
    SCOPED_TRACE(std::to_string(channels) + (shuffle ? " shuffled" : ""));
    const int scale = shuffle ? 2 : 1;
    const int results = shuffle ? channels / 4 : channels;
    Shared<uint16_t> raw(kSamples * kHeight * kWidth * channels);
    fill(raw, GetParam());
    Shared<float> bias(channels);
    for (int c = 0; c < channels; ++c) bias.get()[c] = 0.1f * c;
    Shared<uint16_t> out(kSamples * kHeight * scale * kWidth * scale * 2 *
                         results);
    Finish pass{};
    pass.raw = raw.get();
    pass.samples = kSamples;
    pass.height = kHeight;
    pass.width = kWidth;
    pass.channels = channels;
    pass.shift = bias.get();
    pass.shuffle = shuffle;
    pass.n_stores = 1;
    pass.stores[0] = {
        {out.get(), kSamples, kHeight * scale, kWidth * scale, 2 * results, 0},
        results,
        activation};
    expect_same(out,
                [&](StepRunner& runner) { runner.finish(pass, GetParam()); });
  }
};

TEST_P(StepKernelsTest, FinishAsTheHostDoes) {
  compare_finish(16, false, {Activation::Kind::kLeaky, 0.2f});
  compare_finish(13, false, {Activation::Kind::kTanh});
  compare_finish(12, true, {Activation::Kind::kSigmoid});
}

TEST_P(StepKernelsTest, NormaliseAsTheHostDoes) {
  constexpr int kChannels = 40, kPixels = 1200;
  Shared<uint16_t> raw(kSamples * kPixels * kChannels), out(raw.size());
  fill(raw, GetParam());
  Shared<float> ones(kChannels), zeros(kChannels);
  for (int c = 0; c < kChannels; ++c) ones.get()[c] = 1.0f;
  const int chunks = chunk_count(kPixels);
  Shared<Moments> parts(kSamples * chunks * kChannels);
  Shared<float> scale(kSamples * kChannels), shift(kSamples * kChannels);
  const Statistics statistics{raw.get(), kSamples,    kPixels,    kChannels,
                              chunks,    parts.get(), ones.get(), zeros.get(),
                              1e-5f,     scale.get(), shift.get()};
  Finish pass{};
  pass.raw = raw.get();
  pass.samples = kSamples;
  pass.height = 1;
  pass.width = kPixels;
  pass.channels = kChannels;
  pass.scale = scale.get();
  pass.shift = shift.get();
  pass.sample_stride = kChannels;
  pass.n_stores = 1;
  pass.stores[0] = {
      {out.get(), kSamples, 1, kPixels, kChannels, 0}, 0, Activation{}};
  expect_same(out, [&](StepRunner& runner) {
    runner.measure(statistics, GetParam());
    runner.finish(pass, GetParam());
  });
}

TEST_P(StepKernelsTest, ReflectAsTheHostDoes) {
  for (const int channels : {3, 16}) {
    Shared<uint16_t> values(kSamples * (kHeight + 6) * (kWidth + 6) * channels);
    fill(values, GetParam());
    expect_same(values, [&](StepRunner& runner) {
      runner.reflect({values.get(), kSamples, kHeight, kWidth, channels, 3});
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Types, StepKernelsTest,
                         testing::Values(PlaneType::kFp16, PlaneType::kBf16),
                         [](const auto& info) {
                           return std::string(info.param == PlaneType::kBf16
                                                  ? "bf16"
                                                  : "fp16");
                         });

}  // namespace
}  // namespace p2p::cuda
