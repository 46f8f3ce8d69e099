// SPDX-License-Identifier: MIT
// The shape of prepared programs; their arithmetic is tested in
// step_list_test.
#include "models/cuda/prepare_program.h"

#include <gtest/gtest.h>

#include "models/cuda/finish.h"
#include "models/inference/lowering.h"
#include "tests/models/inference/model_cases.h"
#include "tests/support/expect_throw.h"

namespace p2p::cuda {
namespace {

using p2p::tests::message_of;

Program lowered(const ModelSpec& spec, NormStats stats) {
  return lower(*p2p::tests::random_model(spec).generator, spec, stats);
}

ModelSpec shared_skip_spec() {
  ModelSpec spec = p2p::tests::model_cases().front().spec;
  spec.unet.skip_activation = SkipActivation::kEncoder;
  return spec;
}

const ConvStep& conv(const Program& program, const std::string& name) {
  for (const Step& step : program.steps)
    if (const auto* found = std::get_if<ConvStep>(&step))
      if (found->name == name) return *found;
  throw std::invalid_argument("no step " + name);
}

TEST(PrepareProgram, ConvolutionsReadWholeBuffers) {
  const Program before = lowered(shared_skip_spec(), NormStats::kRunning);
  const Place part = conv(before, "down 2").in;
  ASSERT_LT(part.channels, before.buffers[part.buffer].channels);
  const Program after = prepare_program(before);
  for (const Step& step : after.steps)
    if (const auto* found = std::get_if<ConvStep>(&step)) {
      EXPECT_EQ(found->in.channels, after.buffers[found->in.buffer].channels)
          << found->name;
    }
  const std::vector<Store>& stores = conv(after, "down 1").stores;
  ASSERT_EQ(stores.size(), 2U);
  EXPECT_EQ(stores[0].place, part);
  EXPECT_EQ(stores[1].place, conv(after, "down 2").in);
  EXPECT_EQ(stores[1].activation, stores[0].activation);
}

TEST(PrepareProgram, RefusesPartialConvolutions) {
  const Program program =
      lowered(p2p::tests::masked_cases()[1].spec, NormStats::kRunning);
  EXPECT_EQ(message_of([&] { prepare_program(program); }),
            "kernels cuda run no partial convolutions: choose plain or auto");
}

TEST(PrepareProgram, LeavesAProgramOfWholeBuffersAlone) {
  const Program before =
      lowered(p2p::tests::model_cases().front().spec, NormStats::kRunning);
  const Program after = prepare_program(before);
  EXPECT_EQ(after.buffers.size(), before.buffers.size());
  for (const Step& step : after.steps) {
    EXPECT_FALSE(is_bare(std::get<ConvStep>(step), after));
  }
}

TEST(PrepareProgram, ANormTakesTheConvolutionAsItIs) {
  ModelSpec spec = p2p::tests::model_cases().front().spec;
  spec.norm.kind = NormKind::kInstance;
  spec.norm.affine = false;
  spec.unet.conv_bias = true;
  const Program program = prepare_program(lowered(spec, NormStats::kRunning));
  EXPECT_TRUE(is_bare(conv(program, "down 2"), program));
  EXPECT_EQ(conv(program, "down 2").filter.bias.front(), 0.0f);
  EXPECT_FALSE(is_bare(conv(program, "down 1"), program));
}

TEST(PrepareProgram, RefusesMoreStoresThanAPassHas) {
  Program program = lowered(shared_skip_spec(), NormStats::kRunning);
  auto& first = std::get<ConvStep>(program.steps.front());
  program.buffers.push_back({first.stores.front().place.channels, 1});
  first.stores.push_back({{static_cast<int>(program.buffers.size()) - 1, 0,
                           first.stores.front().place.channels},
                          {}});
  EXPECT_NE(message_of([&] { prepare_program(program); }).find("at most 2"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p::cuda
