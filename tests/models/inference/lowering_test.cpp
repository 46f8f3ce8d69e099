// SPDX-License-Identifier: MIT
// The shape of the lists of steps; their arithmetic is tested in plans_test.
#include "models/inference/lowering.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/models/inference/model_cases.h"

namespace p2p {
namespace {

using testing::Test;

Program lowered(const ModelSpec& spec, NormStats stats) {
  return lower(*tests::random_model(spec).generator, spec, stats);
}

ModelSpec unet_spec() { return tests::model_cases().front().spec; }

int count_norms(const Program& program) {
  return static_cast<int>(std::count_if(
      program.steps.begin(), program.steps.end(),
      [](const Step& step) { return std::holds_alternative<NormStep>(step); }));
}

const ConvStep& conv(const Program& program, const std::string& name) {
  for (const Step& step : program.steps)
    if (const auto* found = std::get_if<ConvStep>(&step))
      if (found->name == name) return *found;
  throw std::invalid_argument("no step " + name);
}

TEST(Lowering, RunningStatisticsAreFolded) {
  const Program program = lowered(unet_spec(), NormStats::kRunning);
  EXPECT_EQ(count_norms(program), 0);
  EXPECT_EQ(program.steps.size(), 10U);  // five levels down and up
}

TEST(Lowering, FrameStatisticsAreSteps) {
  // Levels 2 to 4 down (not the bottleneck), 5 to 2 up.
  EXPECT_EQ(count_norms(lowered(unet_spec(), NormStats::kFrame)), 7);
}

TEST(Lowering, InstanceNormIsNeverFolded) {
  ModelSpec spec = unet_spec();
  spec.norm.kind = NormKind::kInstance;
  EXPECT_EQ(count_norms(lowered(spec, NormStats::kRunning)), 7);
}

TEST(Lowering, SkipsAndUpsampledFeaturesMeetInOneBuffer) {
  const Program program = lowered(unet_spec(), NormStats::kRunning);
  const Place joined = conv(program, "up 1").in;
  EXPECT_EQ(joined.channels, 24);
  const Store skip = conv(program, "down 1").stores.front();
  const Store up = conv(program, "up 2").stores.front();
  EXPECT_EQ(skip.place, (Place{joined.buffer, 0, 12}));
  EXPECT_EQ(up.place, (Place{joined.buffer, 12, 12}));
  EXPECT_EQ(skip.activation, (Activation{Activation::Kind::kLeaky, 0.0f}));
}

TEST(Lowering, ASkipWithTheEncodersActivationIsStoredOnce) {
  ModelSpec spec = unet_spec();
  spec.unet.skip_activation = SkipActivation::kEncoder;
  EXPECT_EQ(conv(lowered(spec, NormStats::kRunning), "down 1").stores.size(),
            1U);
  EXPECT_EQ(
      conv(lowered(unet_spec(), NormStats::kRunning), "down 1").stores.size(),
      2U);
}

TEST(Lowering, TheLastLayerIsAConvolutionAndAShuffle) {
  const Program program = lowered(unet_spec(), NormStats::kRunning);
  const ConvStep& last = conv(program, "up 1");
  EXPECT_TRUE(last.pixel_shuffle);
  EXPECT_FALSE(last.transposed);
  EXPECT_EQ(last.filter.out_channels, 12);
  EXPECT_EQ(last.filter.height, 3);
  EXPECT_EQ(last.stores.front().activation.kind, Activation::Kind::kTanh);
}

TEST(Lowering, AResizeDecoderBecomesTransposedConvolutions) {
  ModelSpec spec = unet_spec();
  spec.unet.upsampling = Upsampling::kResize;
  const Program program = lowered(spec, NormStats::kRunning);
  const ConvStep& up = conv(program, "up 3");
  EXPECT_TRUE(up.transposed);
  EXPECT_EQ(up.filter.height, 4);
}

TEST(Lowering, ResnetBlocksReflectAndAdd) {
  ModelSpec spec = unet_spec();
  spec.architecture = Architecture::kResnet;
  spec.resnet = {.blocks = 2, .ngf = 8};
  const Program program = lowered(spec, NormStats::kRunning);
  const ConvStep& second = conv(program, "block 1b");
  EXPECT_EQ(second.residual, conv(program, "block 1a").in);
  EXPECT_EQ(program.buffers[second.in.buffer].fill, Border::kReflect);
  EXPECT_EQ(program.buffers[program.input.buffer].border, 3);
}

}  // namespace
}  // namespace p2p
