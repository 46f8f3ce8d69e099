// SPDX-License-Identifier: MIT
// Tiles: where they lie, what they weigh, and what comes out.
#include "models/inference/tiled_plan.h"

#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "tests/models/inference/model_cases.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

/// Weights are sums of a few rounded quotients.
constexpr float kWeightError = 1e-6f;

/// Gives each pixel its input, in red, plus the number of the run, in green.
class CopyPlan : public Plan {
 public:
  explicit CopyPlan(const PlanShape& shape)
      : shape_(shape),
        input_(size_t(shape.width) * shape.height),
        output_(input_.size() * 2) {}
  Planes input(int) override {
    return dense_planes(input_.data(), PlaneType::kFp32, shape_.height,
                        shape_.width);
  }
  Planes output(int) override {
    return dense_planes(output_.data(), PlaneType::kFp32, shape_.height,
                        shape_.width);
  }
  void forward() override {
    std::copy(input_.begin(), input_.end(), output_.begin());
    std::fill(output_.begin() + input_.size(), output_.end(), float(runs++));
  }
  std::vector<StepTime> profile() override {
    forward();
    return {{"copy", true, 1.0}};
  }

  int runs = 0;

 private:
  PlanShape shape_;
  std::vector<float> input_, output_;
};

TEST(TileAxis, WeightsOfAPixelAddUpToOne) {
  for (const auto& [size, tile, overlap] : {std::tuple{256, 64, 16},
                                            {100, 64, 16},
                                            {64, 64, 16},
                                            {1000, 96, 0},
                                            {65, 64, 63}}) {
    const TileAxis axis = tile_axis(size, tile, overlap);
    std::vector<float> sum(size, 0.0f);
    for (size_t t = 0; t < axis.starts.size(); ++t)
      for (int i = 0; i < tile; ++i)
        sum[axis.starts[t] + i] += axis.weights[t][i];
    for (const float s : sum) ASSERT_NEAR(s, 1.0f, kWeightError);
  }
}

TEST(TileAxis, NeighboursOverlapByWhatIsAskedFor) {
  const TileAxis axis = tile_axis(250, 64, 16);
  EXPECT_EQ(axis.starts.front(), 0);
  EXPECT_EQ(axis.starts.back(), 250 - 64);
  for (size_t t = 1; t < axis.starts.size(); ++t)
    EXPECT_LE(axis.starts[t], axis.starts[t - 1] + 64 - 16);
}

TEST(TileAxis, WeightsRiseAndFall) {
  const TileAxis axis = tile_axis(112, 64, 16);  // tiles at 0 and 48
  EXPECT_FLOAT_EQ(axis.weights[0][0], 1.0f);
  EXPECT_FLOAT_EQ(axis.weights[0][47], 1.0f);
  EXPECT_FLOAT_EQ(axis.weights[0][48], 16.0f / 17.0f);
  EXPECT_FLOAT_EQ(axis.weights[0][63], 1.0f / 17.0f);
  EXPECT_FLOAT_EQ(axis.weights[1][0], 1.0f / 17.0f);
}

TEST(TiledPlan, EveryPixelComesBack) {
  const PlanShape tile{32, 32, 1};
  const PlanShape frame{100, 70, 1};
  const auto plan = make_tiled_plan(std::make_unique<CopyPlan>(tile), tile,
                                    frame, /*in_channels=*/1,
                                    /*out_channels=*/1);
  torch::Tensor x = tests::random_input(1, 1, 70, 100);
  const torch::Tensor y = tests::run_plan(*plan, x, 1);
  EXPECT_LE((y - x).abs().max().item<float>(), kWeightError);
}

TEST(TiledPlan, AddsUpTheTimesOfItsTiles) {
  const PlanShape tile{32, 32, 1};
  const auto plan = make_tiled_plan(std::make_unique<CopyPlan>(tile), tile,
                                    {64, 32, 1}, 1, 1);
  const std::vector<StepTime> times = plan->profile();
  ASSERT_EQ(times.size(), 1U);
  EXPECT_DOUBLE_EQ(times[0].milliseconds, 3.0);  // at 0, 16 and 32
}

Engine tiled_engine(const ModelSpec& spec, NormStats stats, int tile_size) {
  return {tests::random_model(spec),
          {torch::kCPU, "test"},
          {.device = "cpu",
           .precision = Precision::kFp32,
           .norm_stats = stats,
           .tile_size = tile_size}};
}

TEST(TiledEngine, AFrameOfOneTileIsRunWhole) {
  const ModelSpec spec = tests::model_cases().front().spec;
  const torch::Tensor x = tests::random_input(1, 3, 96, 64);
  Engine whole = tiled_engine(spec, NormStats::kRunning, 0);
  Engine tiled = tiled_engine(spec, NormStats::kRunning, 96);
  EXPECT_TRUE(tests::run_plan(*tiled.plan(64, 96), x, 3)
                  .equal(tests::run_plan(*whole.plan(64, 96), x, 3)));
}

TEST(TiledEngine, InnerPixelsOfATileAreTheWholeFrames) {
  // Without norm and with few levels a pixel sees its neighbourhood only.
  ModelSpec spec = tests::model_cases().front().spec;
  spec.unet = standard_unet(2, 8);
  const torch::Tensor x = tests::random_input(1, 3, 64, 160);
  Engine whole = tiled_engine(spec, NormStats::kRunning, 0);
  Engine tiled = tiled_engine(spec, NormStats::kRunning, 64);
  const torch::Tensor difference =
      (tests::run_plan(*tiled.plan(160, 64), x, 3) -
       tests::run_plan(*whole.plan(160, 64), x, 3))
          .abs();
  // The first tile ends at 64, its neighbour begins at 48.
  EXPECT_LE(difference.narrow(3, 0, 40).max().item<float>(), 1e-5f);
}

/// Each tile has its own mask.
TEST(TiledEngine, TilesOfPartialConvolutions) {
  ModelSpec spec = tests::masked_cases()[1].spec;
  spec.pconv.depth = 2;
  const torch::Tensor x = tests::model_input(spec, 1, 64, 160);
  Engine whole = tiled_engine(spec, NormStats::kRunning, 0);
  Engine tiled = tiled_engine(spec, NormStats::kRunning, 64);
  const torch::Tensor wanted = tests::run_plan(*whole.plan(160, 64), x, 3);
  const torch::Tensor difference =
      (tests::run_plan(*tiled.plan(160, 64), x, 3) - wanted).abs() /
      std::max(wanted.abs().max().item<double>(), 1.0);
  // The first tile, the last from 96 on, and what neither's neighbours reach.
  EXPECT_LE(difference.narrow(3, 0, 28).max().item<float>(), 1e-5f);
  EXPECT_LE(difference.narrow(3, 132, 28).max().item<float>(), 1e-5f);
}

TEST(TiledEngine, RefusesStatisticsOfTheFrame) {
  const ModelSpec spec = tests::model_cases().front().spec;
  EXPECT_NE(message_of([&] {
              tiled_engine(spec, NormStats::kFrame, 64);
            }).find("normalised by itself"),
            std::string::npos);
  ModelSpec instance = spec;
  instance.norm.kind = NormKind::kInstance;
  EXPECT_NE(message_of([&] {
              tiled_engine(instance, NormStats::kRunning, 64);
            }).find("normalised by itself"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p
