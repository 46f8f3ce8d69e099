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

ModelSpec pconv_spec() { return tests::masked_cases()[1].spec; }

TEST(Lowering, MasksAreOneStep) {
  const Program program = lowered(pconv_spec(), NormStats::kRunning);
  EXPECT_EQ(program.steps.size(), 13U);  // masks, 4 levels down, 2 x 4 up
  const auto& masks = std::get<MaskStep>(program.steps.front());
  EXPECT_EQ(masks.in, program.input);
  EXPECT_EQ(masks.planes.size(), 9U);  // the picture's, 4 down, 4 up
  EXPECT_EQ(masks.threshold, 0.0f);
  const RatioPlane& last = masks.planes.back();
  EXPECT_EQ(last.halvings, 0);
  EXPECT_EQ(last.groups,
            (std::vector<MaskGroup>{{7, 12, /*doubled=*/true}, {0, 3}}));
}

// No concatenation: each half of the kernel reads its own features.
TEST(Lowering, UpsampledHalvesAreAddedToTheSkips) {
  const Program program = lowered(pconv_spec(), NormStats::kRunning);
  const ConvStep& up = conv(program, "dec 2 up");
  const ConvStep& skip = conv(program, "dec 2");
  EXPECT_TRUE(up.transposed);
  EXPECT_EQ(up.in, conv(program, "dec 3").stores.front().place);
  EXPECT_FALSE(up.ratio.has_value());
  EXPECT_EQ(skip.in, conv(program, "enc 1").stores.front().place);
  EXPECT_EQ(skip.residual, up.stores.front().place);
  EXPECT_TRUE(skip.ratio.has_value());
  EXPECT_TRUE(conv(program, "dec 1 up").pixel_shuffle);
  EXPECT_EQ(program.buffers[conv(program, "enc 2").in.buffer].border, 2);
}

TEST(Lowering, NormsOfPartialConvolutionsKeepTheMask) {
  // Levels 2 to 4, down and up.
  const Program program = lowered(pconv_spec(), NormStats::kFrame);
  EXPECT_EQ(count_norms(program), 6);
  for (const Step& step : program.steps)
    if (const auto* norm = std::get_if<NormStep>(&step)) {
      EXPECT_TRUE(norm->ratio.has_value()) << norm->name;
      EXPECT_FALSE(norm->residual.has_value()) << norm->name;
    }
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
