// SPDX-License-Identifier: MIT
// Memory of plans, and the tiles that fit into it.
#include "models/inference/tile_size.h"

#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "models/inference/lowering.h"
#include "tests/models/inference/model_cases.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

constexpr int64_t kMib = int64_t{1} << 20;

/// 16 channels at full size and 64 at half, with a border of 1: for 64 x 64
/// pixels 66 * 66 * 16 + 34 * 34 * 64 values.
ProgramMemory buffers() { return {{{16, 0, 1}, {64, 1, 1}}}; }

TEST(TileSize, CountsBuffersWithTheirBorders) {
  EXPECT_EQ(activation_bytes(buffers(), {64, 64, 1}, 2), 2 * 143680);
  EXPECT_EQ(activation_bytes(buffers(), {64, 64, 3}, 4), 3 * 4 * 143680);
}

/// Ratios are fp32 whatever the values are, and have no border.
TEST(TileSize, CountsThePlanesOfMasks) {
  ProgramMemory memory = buffers();
  memory.planes = {0, 1};
  EXPECT_EQ(activation_bytes(memory, {64, 64, 2}, 2),
            2 * (2 * 143680 + 4 * (64 * 64 + 32 * 32)));
}

TEST(TileSize, FramesThatFitAreRunWhole) {
  EXPECT_EQ(tile_size_for(buffers(), {64, 64, 1}, {kMib, 32, 2, 3, 3}), 0);
}

TEST(TileSize, TheLargestTileThatFitsIsTaken) {
  // 512 x 512 need 16.2 MiB whole. In tiles the two pictures take 6 MiB of the
  // 8, and 2 MiB hold 160 x 160 (1.6) but not 192 x 192 (2.3).
  EXPECT_EQ(tile_size_for(buffers(), {512, 512, 1}, {8 * kMib, 32, 2, 3, 3}),
            160);
}

TEST(TileSize, SaysWhatWouldBeNeeded) {
  const std::string message = message_of([] {
    tile_size_for(buffers(), {512, 512, 1}, {6 * kMib, 32, 2, 3, 3});
  });
  EXPECT_NE(message.find("need at least 7 MiB"), std::string::npos) << message;
  EXPECT_NE(message.find("limit is 6 MiB"), std::string::npos) << message;
}

Engine limited_engine(NormStats stats, int memory_limit) {
  return {tests::random_model(tests::model_cases().front().spec),
          {torch::kCPU, "test"},
          {.device = "cpu",
           .precision = Precision::kFp32,
           .norm_stats = stats,
           .memory_limit = memory_limit}};
}

TEST(MemoryLimit, LargeFramesGoThroughTiles) {
  const torch::Tensor x = tests::random_input(1, 3, 512, 512);
  const auto steps = [](Engine engine) {
    engine.prepare(512, 512);
    return engine.profile();
  };
  // Whole frames and tiles have the same steps; their results differ a little.
  Engine whole = limited_engine(NormStats::kRunning, 0);
  Engine tiled = limited_engine(NormStats::kRunning, 12);
  const torch::Tensor a = tests::run_plan(*whole.plan(512, 512), x, 3);
  const torch::Tensor b = tests::run_plan(*tiled.plan(512, 512), x, 3);
  EXPECT_FALSE(a.equal(b));
  EXPECT_LT((a - b).abs().mean().item<float>(), 0.05f);
  EXPECT_EQ(steps(limited_engine(NormStats::kRunning, 12)).size(),
            steps(limited_engine(NormStats::kRunning, 0)).size());
}

TEST(MemoryLimit, CountsWhatPartialConvolutionsTake) {
  const ModelSpec spec = tests::masked_cases()[1].spec;
  const ProgramMemory memory = memory_of(
      lower(*tests::random_model(spec).generator, spec, NormStats::kRunning));
  // The picture's, four levels down and up again.
  EXPECT_EQ(memory.planes, (std::vector{0, 1, 2, 3, 4, 3, 2, 1, 0}));
}

TEST(MemoryLimit, NeedsStoredStatisticsForTiles) {
  const Engine engine = limited_engine(NormStats::kFrame, 12);
  EXPECT_NO_THROW(engine.check_regions(64, 64));
  EXPECT_THROW(engine.check_regions(512, 512), SettingsError);
  EXPECT_NE(
      message_of([&] { engine.plan(512, 512); }).find("normalised by itself"),
      std::string::npos);
  engine.plan(64, 64);  // fits
}

}  // namespace
}  // namespace p2p
