// SPDX-License-Identifier: MIT
// A plan allocates when it is made, not when it runs. This program has its own
// malloc(), which counts: everything in the process goes through it.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "tests/models/inference/lacks.h"
#include "tests/models/inference/model_cases.h"

namespace {

std::atomic<long> allocations{0};

}  // namespace

// glibc's own, under the names that remain when ours are in front of them.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, size_t size) {
  ++allocations;
  return __libc_realloc(memory, size);
}
void* memalign(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}
int posix_memalign(void** memory, size_t alignment, size_t size) {
  *memory = memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}
}

namespace p2p {
namespace {

template <typename Function>
long allocations_of(const Function& function) {
  const long before = allocations;
  function();
  return allocations - before;
}

ModelSpec unet_spec() { return tests::model_cases().front().spec; }

Engine engine_of(Kernels kernels, Precision precision, NormStats stats,
                 int tile_size = 0) {
  return {tests::random_model(unet_spec()),
          {torch::kCPU, "test"},
          {.device = "cpu",
           .precision = precision,
           .norm_stats = stats,
           .kernels = kernels,
           .tile_size = tile_size}};
}

/// RGB pixels with an owner.
struct TestFrame {
  explicit TestFrame(int width, int height)
      : pixels(size_t(width) * height * 3, 77) {
    frame.width = width;
    frame.height = height;
    frame.n_components = 3;
    frame.colour = P2P_COLOUR_RGB;
    for (int c = 0; c < 3; ++c)
      frame.component[c] = {pixels.data() + c, width * 3, 3, 0, 0};
  }
  std::vector<uint8_t> pixels;
  P2pFrame frame{};
};

/// Grey, with a hole of 12 x 15 pixels.
struct TestMask {
  TestMask(int width, int height, int x) : pixels(size_t(width) * height) {
    for (int row = 5; row < 20; ++row)
      std::fill_n(pixels.begin() + row * width + x, 12, uint8_t{255});
    frame.width = width;
    frame.height = height;
    frame.n_components = 1;
    frame.colour = P2P_COLOUR_GREY;
    frame.component[0] = {pixels.data(), width, 1, 0, 0};
  }
  std::vector<uint8_t> pixels;
  P2pFrame frame{};
};

long allocations_of_a_frame(Engine& engine) {
  const TestFrame input(60, 50);
  TestFrame output(60, 50);
  engine.run(input.frame, output.frame);
  engine.run(input.frame, output.frame);
  return allocations_of([&] { engine.run(input.frame, output.frame); });
}

TEST(Allocations, TheCounterCounts) {
  EXPECT_GE(allocations_of([] { std::free(std::malloc(100)); }), 1);
}

TEST(Allocations, OurKernelsMakeNone) {
  for (const Precision precision : {Precision::kFp32, Precision::kBf16})
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame}) {
      const std::string lack = tests::lacks(Kernels::kAvx512, precision);
      if (!lack.empty()) GTEST_SKIP() << lack;
      Engine engine = engine_of(Kernels::kAvx512, precision, stats);
      EXPECT_EQ(allocations_of_a_frame(engine), 0)
          << to_string(precision) << ", " << to_string(stats);
    }
}

/// Of a forward pass whose mask is another one than before.
long allocations_of_a_mask(Plan& plan, float mask) {
  const Planes input = plan.input(0);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 30; ++x) input.set_value(3, y, x, mask);
  return allocations_of([&] { plan.forward(); });
}

TEST(Allocations, MasksMakeNone) {
  for (const Precision precision : {Precision::kFp32, Precision::kBf16})
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame}) {
      const std::string lack = tests::lacks(Kernels::kAvx512, precision);
      if (!lack.empty()) GTEST_SKIP() << lack;
      const Engine engine(tests::random_model(tests::masked_cases()[1].spec),
                          {torch::kCPU, "test"},
                          {.device = "cpu",
                           .precision = precision,
                           .norm_stats = stats,
                           .kernels = Kernels::kAvx512});
      const auto plan = engine.plan(64, 64);
      plan->forward();
      for (const float mask : {1.0f, 1.0f, -1.0f, 1.0f})
        EXPECT_EQ(allocations_of_a_mask(*plan, mask), 0)
            << to_string(precision) << ", " << to_string(stats);
    }
}

/// Filling moving holes of a video: frames in, regions, masks and blending.
TEST(Allocations, FillingHolesMakesNone) {
  const std::string lack = tests::lacks(Kernels::kAvx512, Precision::kFp32);
  if (!lack.empty()) GTEST_SKIP() << lack;
  Engine engine(tests::random_model(tests::masked_cases()[1].spec),
                {torch::kCPU, "test"},
                {.device = "cpu",
                 .precision = Precision::kFp32,
                 .norm_stats = NormStats::kRunning,
                 .kernels = Kernels::kAvx512});
  const TestFrame input(60, 50);
  TestFrame output(60, 50);
  const auto fill = [&](int x) {
    const TestMask mask(60, 50, x);
    return allocations_of([&] {
      engine.fill_holes(input.frame, mask.frame, output.frame, /*feather=*/3);
    });
  };
  fill(10);
  fill(20);
  for (const int x : {20, 20, 10, 30, 30}) EXPECT_EQ(fill(x), 0) << x;
}

TEST(Allocations, TilesMakeNone) {
  const std::string lack = tests::lacks(Kernels::kAvx512, Precision::kFp32);
  if (!lack.empty()) GTEST_SKIP() << lack;
  Engine engine = engine_of(Kernels::kAvx512, Precision::kFp32,
                            NormStats::kRunning, /*tile_size=*/32);
  EXPECT_EQ(allocations_of_a_frame(engine), 0);
}

TEST(Allocations, LibtorchsAreTheSameForEachFrame) {
  for (const Kernels kernels : {Kernels::kOnednn, Kernels::kPlain}) {
    if (!tests::lacks(kernels, Precision::kFp32).empty()) continue;
    Engine engine = engine_of(kernels, Precision::kFp32, NormStats::kRunning);
    const TestFrame input(60, 50);
    TestFrame output(60, 50);
    const auto frame = [&] { engine.run(input.frame, output.frame); };
    // Now and then one of LibTorch's threads allocates for itself; what every
    // frame needs is what the least of some frames took.
    const auto least = [&] {
      long found = allocations_of(frame);
      for (int i = 0; i < 10; ++i)
        found = std::min(found, allocations_of(frame));
      return found;
    };
    for (int i = 0; i < 5; ++i) frame();  // caches fill
    const long first = least();
    EXPECT_GT(first, 0);
    EXPECT_EQ(least(), first) << to_string(kernels);
  }
}

/// Of this process.
double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0, resident = 0;
  statm >> pages >> resident;
  return static_cast<double>(resident) * 4096.0 / (1 << 20);
}

TEST(Memory, IsFlatOverFramesOfChangingSizes) {
  // What the allocator may keep of the largest plan.
  constexpr double kSlackMib = 32.0;
  constexpr int kFrames = 2000;
  constexpr int kSizes[] = {40, 64, 33, 100, 64};
  Engine engine =
      engine_of(Kernels::kAuto, Precision::kAuto, NormStats::kRunning);
  const auto run = [&](int i) {
    const int size = kSizes[i % std::size(kSizes)];
    const TestFrame input(size, size);
    TestFrame output(size, size);
    engine.run(input.frame, output.frame);
  };
  for (int i = 0; i < kFrames / 10; ++i) run(i);
  const double before = resident_mib();
  for (int i = 0; i < kFrames; ++i) run(i);
  EXPECT_LE(resident_mib(), before + kSlackMib);
}

}  // namespace
}  // namespace p2p
