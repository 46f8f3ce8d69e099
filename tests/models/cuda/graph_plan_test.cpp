// SPDX-License-Identifier: MIT
// The fast plan on a GPU against the reference, and what it copies and keeps.
#include <cmath>
#include <cuda_runtime.h>
#include <vector>

#include <gtest/gtest.h>

#include "models/inference/cuda_library.h"
#include "models/inference/engine.h"
#include "models/inference/frame_plan.h"
#include "models/inference/lowering.h"
#include "tests/models/inference/model_cases.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;
using tests::ModelCase;

/// Peak 2; every activation and every convolution's result is rounded.
double least_decibels(Precision precision) {
  return precision == Precision::kBf16 ? 40.0 : 55.0;
}
/// Of the plain plan's pixels: fp16 results may round to the neighbour.
constexpr int kPixelTolerance = 2;
/// Page-locked and device memory that drivers keep for themselves.
constexpr int64_t kMemorySlack = int64_t{64} << 20;

double decibels(const torch::Tensor& a, const torch::Tensor& b) {
  return 10.0 *
         std::log10(4.0 /
                    (a - b).to(torch::kDouble).square().mean().item<double>());
}

Engine engine_of(const ModelSpec& spec, Kernels kernels, Precision precision,
                 NormStats stats) {
  return {tests::random_model(spec),
          choose_device("cuda"),
          {.device = "cuda",
           .precision = precision,
           .norm_stats = stats,
           .kernels = kernels}};
}

ModelSpec unet_spec() { return tests::model_cases().front().spec; }

PlaneFormat format_of(const ModelSpec& spec) {
  return {spec.in_channels, false, value_range(spec)};
}

P2pFrame rgb_frame(uint8_t* pixels, int width, int height) {
  P2pFrame frame{};
  frame.width = width;
  frame.height = height;
  frame.colour = P2P_COLOUR_RGB;
  frame.n_components = 3;
  for (int c = 0; c < 3; ++c)
    frame.component[c] = {pixels + c, 3 * width, 3, 0, 0};
  return frame;
}

std::vector<uint8_t> picture(int width, int height, int seed) {
  std::vector<uint8_t> pixels(static_cast<size_t>(width) * height * 3);
  for (size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<uint8_t>((i * 37 + i / 64 * 11 + seed * 53) % 256);
  return pixels;
}

TEST(CudaLibrary, Opens) {
  choose_device("auto");
  EXPECT_EQ(cuda_library_problem(), "");
}

TEST(CudaLibrary, WithoutAGpuThereIsNoNetwork) {
  const DeviceChoice chosen = choose_device("auto");
  if (chosen.device.is_cuda()) GTEST_SKIP() << "there is a GPU";
  const Program program = lower(*tests::random_model(unet_spec()).generator,
                                unet_spec(), NormStats::kRunning);
  EXPECT_NE(
      message_of([&] { make_cuda_network(program, 0, PlaneType::kFp16); }), "");
}

class GraphPlans : public testing::TestWithParam<Precision> {
 protected:
  void SetUp() override {
    const DeviceChoice chosen = choose_device("auto");
    if (chosen.device.is_cpu()) GTEST_SKIP() << chosen.reason;
  }

  Engine fast(const ModelSpec& spec, NormStats stats) {
    return engine_of(spec, Kernels::kCuda, GetParam(), stats);
  }

  void expect_parity(const ModelCase& model, NormStats stats, int height,
                     int width, int batch) {
    SCOPED_TRACE(model.name + ", " + to_string(stats) + ", " +
                 std::to_string(width) + "x" + std::to_string(height) +
                 ", batch " + std::to_string(batch));
    const torch::Tensor x =
        tests::random_input(batch, model.spec.in_channels, height, width);
    const auto plan = fast(model.spec, stats).plan(width, height, batch);
    const torch::Tensor found =
        tests::run_plan(*plan, x, model.spec.out_channels);
    EXPECT_GE(decibels(found, tests::network_output(model.spec, stats, x)),
              least_decibels(GetParam()));
    // The second run replays the graph with other numbers.
    EXPECT_GE(decibels(tests::run_plan(*plan, -x, model.spec.out_channels),
                       tests::network_output(model.spec, stats, -x)),
              least_decibels(GetParam()));
  }
};

TEST_P(GraphPlans, EqualTheNetwork) {
  for (const ModelCase& model : tests::model_cases())
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame})
      for (const int batch : {1, 2, 3, 4})
        expect_parity(model, stats, 64, 64, batch);
}

TEST_P(GraphPlans, EqualTheNetworkInOtherShapes) {
  for (const ModelCase& model : tests::model_cases())
    for (const auto& [height, width] : {std::pair{32, 96}, {160, 32}})
      expect_parity(model, NormStats::kRunning, height, width, 1);
}

TEST_P(GraphPlans, FramesOfOddSizesEqualThePlainPlan) {
  for (const auto& [width, height] : {std::pair{45, 31}, {64, 64}, {1, 1}}) {
    const ModelSpec spec = unet_spec();
    Engine slow =
        engine_of(spec, Kernels::kPlain, Precision::kFp32, NormStats::kRunning);
    Engine quick = fast(spec, NormStats::kRunning);
    std::vector<uint8_t> in = picture(width, height, 1);
    std::vector<uint8_t> wanted(in.size()), found(in.size());
    slow.run(rgb_frame(in.data(), width, height),
             rgb_frame(wanted.data(), width, height));
    quick.run(rgb_frame(in.data(), width, height),
              rgb_frame(found.data(), width, height));
    const int tolerance =
        GetParam() == Precision::kBf16 ? 4 * kPixelTolerance : kPixelTolerance;
    for (size_t i = 0; i < wanted.size(); ++i)
      ASSERT_NEAR(found[i], wanted[i], tolerance) << i;
  }
}

TEST_P(GraphPlans, JobsUnderWayDoNotMix) {
  constexpr int kJobs = 7, kSize = 64;
  const ModelSpec spec = unet_spec();
  const auto plan = fast(spec, NormStats::kFrame).plan(kSize, kSize);
  std::vector<std::vector<uint8_t>> inputs, together, alone;
  for (int i = 0; i < kJobs; ++i) {
    inputs.push_back(picture(kSize, kSize, i));
    together.emplace_back(inputs.back().size());
    alone.emplace_back(inputs.back().size());
  }
  const auto enqueue = [&](int i, std::vector<uint8_t>& target) {
    const P2pFrame in = rgb_frame(inputs[i].data(), kSize, kSize);
    const P2pFrame out = rgb_frame(target.data(), kSize, kSize);
    return plan->frames()->enqueue({std::span(&in, 1), format_of(spec),
                                    std::span(&out, 1), format_of(spec),
                                    FrameMemory::kHost});
  };
  for (int i = 0; i < kJobs; ++i) plan->frames()->wait(enqueue(i, alone[i]));
  std::vector<FramePlan::Ticket> tickets;
  for (int i = 0; i < kJobs; ++i) tickets.push_back(enqueue(i, together[i]));
  for (const FramePlan::Ticket ticket : tickets) plan->frames()->wait(ticket);
  EXPECT_EQ(together, alone);
}

TEST_P(GraphPlans, CopyOnlyFramesOfTheHost) {
  constexpr int kSize = 64;
  const ModelSpec spec = unet_spec();
  const auto plan = fast(spec, NormStats::kRunning).plan(kSize, kSize);
  std::vector<uint8_t> pixels = picture(kSize, kSize, 1);
  std::vector<uint8_t> on_host(pixels.size()), on_device(pixels.size());
  const auto run = [&](uint8_t* from, uint8_t* to, FrameMemory memory) {
    const P2pFrame in = rgb_frame(from, kSize, kSize);
    const P2pFrame out = rgb_frame(to, kSize, kSize);
    FramePlan& frames = *plan->frames();
    frames.wait(frames.enqueue({std::span(&in, 1), format_of(spec),
                                std::span(&out, 1), format_of(spec), memory}));
  };
  run(pixels.data(), on_host.data(), FrameMemory::kHost);
  EXPECT_EQ(plan->frames()->copies().to_device, 1);
  EXPECT_EQ(plan->frames()->copies().to_host, 1);

  void *from = nullptr, *to = nullptr;
  ASSERT_EQ(cudaMalloc(&from, pixels.size()), cudaSuccess);
  ASSERT_EQ(cudaMalloc(&to, pixels.size()), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(from, pixels.data(), pixels.size(), cudaMemcpyDefault),
            cudaSuccess);
  ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  run(static_cast<uint8_t*>(from), static_cast<uint8_t*>(to),
      FrameMemory::kDevice);
  EXPECT_EQ(plan->frames()->copies().to_device, 1);
  EXPECT_EQ(plan->frames()->copies().to_host, 1);
  EXPECT_EQ(cudaMemcpy(on_device.data(), to, pixels.size(), cudaMemcpyDefault),
            cudaSuccess);
  cudaFree(from);
  cudaFree(to);
  EXPECT_EQ(on_device, on_host);
}

TEST_P(GraphPlans, RefuseFramesThatDoNotFit) {
  const ModelSpec spec = unet_spec();
  const auto plan = fast(spec, NormStats::kRunning).plan(64, 64);
  std::vector<uint8_t> pixels = picture(65, 64, 1);
  const P2pFrame frame = rgb_frame(pixels.data(), 65, 64);
  EXPECT_NE(message_of([&] {
              plan->frames()->enqueue({std::span(&frame, 1), format_of(spec),
                                       std::span(&frame, 1), format_of(spec),
                                       FrameMemory::kHost});
            }).find("64x64"),
            std::string::npos);
}

TEST_P(GraphPlans, TimeEachStepAndRunAfterwards) {
  const ModelSpec spec = unet_spec();
  const auto plan = fast(spec, NormStats::kFrame).plan(64, 64);
  const torch::Tensor x = tests::random_input(1, 3, 64, 64);
  const torch::Tensor first = tests::run_plan(*plan, x, 3);
  const std::vector<StepTime> times = plan->profile();
  ASSERT_FALSE(times.empty());
  EXPECT_TRUE(times.front().convolution);
  EXPECT_TRUE(tests::run_plan(*plan, x, 3).equal(first));
}

int64_t free_memory() {
  size_t available = 0, total = 0;
  EXPECT_EQ(cudaMemGetInfo(&available, &total), cudaSuccess);
  return static_cast<int64_t>(available);
}

TEST_P(GraphPlans, MemoryIsFlat) {
  constexpr int kFrames = 2000, kWarmUp = 200, kEvery = 50;
  Engine engine = fast(unet_spec(), NormStats::kRunning);
  std::vector<uint8_t> in = picture(160, 160, 1), out(in.size());
  int64_t before = 0;
  for (int i = 0; i < kFrames; ++i) {
    const int size = 64 + 32 * (i / kEvery % 4);
    engine.run(rgb_frame(in.data(), size, size),
               rgb_frame(out.data(), size, size));
    if (i == kWarmUp) before = free_memory();
  }
  EXPECT_GE(free_memory(), before - kMemorySlack);
}

INSTANTIATE_TEST_SUITE_P(Precisions, GraphPlans,
                         testing::Values(Precision::kFp16, Precision::kBf16),
                         [](const auto& info) {
                           return std::string(to_string(info.param));
                         });

}  // namespace
}  // namespace p2p
