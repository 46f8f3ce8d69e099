// SPDX-License-Identifier: MIT
// The moving average by hand.
#include "trainer/training/weight_average.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

ModelSpec spec() {
  ModelSpec spec;
  spec.unet = standard_unet(2, 4);
  return spec;
}

void fill(Generator& generator, float value) {
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : generator.parameters())
    parameter.fill_(value);
}

float first_value(const Generator& generator) {
  return generator.parameters().front().flatten()[0].item<float>();
}

TEST(WeightAverage, FollowsFastThenSlowly) {
  constexpr float kTolerance = 1e-6f;
  const auto source = make_generator(spec());
  fill(*source, 1.0f);
  WeightAverage average(make_generator(spec()), *source, 0.15);
  EXPECT_EQ(first_value(average.generator()), 1.0f);
  fill(*source, 0.0f);
  average.follow(*source);  // keeps (1 + 0) / (10 + 0)
  EXPECT_NEAR(first_value(average.generator()), 0.1f, kTolerance);
  average.follow(*source);  // 2 / 11 is more than the decay
  EXPECT_NEAR(first_value(average.generator()), 0.1f * 0.15f, kTolerance);
  EXPECT_EQ(average.steps(), 2);
}

TEST(WeightAverage, CopiesStatisticsAndTakesNoGradient) {
  const auto source = make_generator(spec());
  WeightAverage average(make_generator(spec()), *source, 0.9);
  source->forward(torch::rand({1, 3, 8, 8}));
  average.follow(*source);
  const auto a = source->buffers(), b = average.generator().buffers();
  for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i].equal(b[i]));
  for (const torch::Tensor& p : average.generator().parameters())
    EXPECT_FALSE(p.requires_grad());
}

}  // namespace
}  // namespace p2p
