// SPDX-License-Identifier: MIT
// What is kept is what is rounded.
#include "trainer/evaluation/network_output.h"

#include <gtest/gtest.h>

#include "models/inference/reference.h"
#include "models/networks/initialise.h"

namespace p2p {
namespace {

ModelSpec small_spec(const std::string& order) {
  ModelSpec spec;
  spec.unet = standard_unet(3, 4);
  spec.out_channel_order = order;
  return spec;
}

class NetworkOutputTest : public ::testing::TestWithParam<const char*> {};

// A size that has to be padded, so that it is cropped back.
TEST_P(NetworkOutputTest, RoundsToTheReference) {
  constexpr double kHalfLevel = 0.5 / 255.0 + 1e-6;
  const ModelSpec spec = small_spec(GetParam());
  const auto generator = make_generator(spec);
  initialise(*generator, InitKind::kNormal, 1, 0.2);
  torch::manual_seed(1);
  const torch::Tensor picture =
      torch::randint(0, 256, {13, 18, 3}, torch::kByte);
  const NetworkOutput output =
      run_network(*generator, spec, NormMode::kFrame, picture);
  EXPECT_TRUE(output.picture.equal(
      run_reference(*generator, spec, NormMode::kFrame, picture)));
  ASSERT_EQ(output.values.sizes(), output.picture.sizes());
  EXPECT_GT(output.picture.to(torch::kFloat).std().item<double>(), 1.0);
  EXPECT_LE((output.values - output.picture.to(torch::kFloat) / 255.0)
                .abs()
                .max()
                .item<double>(),
            kHalfLevel);
  EXPECT_GE(output.values.min().item<double>(), 0.0);
  EXPECT_LE(output.values.max().item<double>(), 1.0);
  // More than 256 levels are told apart.
  EXPECT_GT(std::get<0>(at::_unique(output.values)).numel(), 256);
}

INSTANTIATE_TEST_SUITE_P(Orders, NetworkOutputTest,
                         ::testing::Values("RGB", "BGR"));

}  // namespace
}  // namespace p2p
