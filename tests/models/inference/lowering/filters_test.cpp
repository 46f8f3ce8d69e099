// SPDX-License-Identifier: MIT
// Filters made of filters, against LibTorch's own operators.
#include "models/inference/lowering/filters.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/pixel_shuffle.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <gtest/gtest.h>

namespace p2p {
namespace {

constexpr double kTolerance = 1e-5;

/// [out, in, height, width]
torch::Tensor weight_of(const Filter& filter) {
  return torch::tensor(filter.weight)
      .view({filter.height, filter.width, filter.in_channels,
             filter.out_channels})
      .permute({3, 2, 0, 1});
}

torch::Tensor bias_of(const Filter& filter) {
  return torch::tensor(filter.bias);
}

class Filters : public ::testing::Test {
 protected:
  void SetUp() override { torch::manual_seed(2); }
  static Filter random(int out, int in, int side) {
    return filter_of(torch::randn({out, in, side, side}), torch::randn({out}));
  }
  torch::Tensor x(int channels) const {
    return torch::randn({1, channels, 5, 6});
  }
  static void expect_close(const torch::Tensor& found,
                           const torch::Tensor& wanted) {
    ASSERT_EQ(found.sizes(), wanted.sizes());
    EXPECT_LE((found - wanted).abs().max().item<double>(), kTolerance);
  }
};

TEST_F(Filters, KeepTheirWeights) {
  const torch::Tensor weight = torch::randn({2, 3, 4, 5});
  const Filter filter = filter_of(weight, {});
  EXPECT_TRUE(weight_of(filter).equal(weight));
  EXPECT_EQ(filter.bias, (std::vector<float>{0.0f, 0.0f}));
}

TEST_F(Filters, TakeStoredStatisticsIn) {
  const Filter plain = random(4, 3, 3);
  NormImpl norm(NormSpec{.kind = NormKind::kBatch}, 4);
  const torch::NoGradGuard no_grad;
  norm.weight.copy_(torch::rand({4}) + 0.5);
  norm.bias.copy_(torch::randn({4}));
  norm.running_mean.copy_(torch::randn({4}));
  norm.running_var.copy_(torch::rand({4}) + 0.5);
  Filter folded = plain;
  constexpr double kEps = 1e-3;
  fold(folded, norm, kEps);
  const torch::Tensor in = x(3);
  expect_close(
      at::conv2d(in, weight_of(folded), bias_of(folded)),
      at::batch_norm(at::conv2d(in, weight_of(plain), bias_of(plain)),
                     norm.weight, norm.bias, norm.running_mean,
                     norm.running_var, /*training=*/false, 0.1, kEps, false));
}

TEST_F(Filters, UpsampleByATransposedConvolution) {
  const Filter three = random(4, 3, 3), four = upsampling_filter(three);
  const torch::Tensor in = x(3);
  expect_close(at::conv_transpose2d(in, weight_of(four).transpose(0, 1),
                                    bias_of(four), 2, 1),
               at::conv2d(at::upsample_nearest2d(in, {10, 12}),
                          weight_of(three), bias_of(three), 1, 1));
}

TEST_F(Filters, ShuffleWhatATransposedConvolutionMakes) {
  const Filter four = random(3, 2, 4), three = shuffled_filter(four);
  const torch::Tensor in = x(2);
  expect_close(at::pixel_shuffle(
                   at::conv2d(in, weight_of(three), bias_of(three), 1, 1), 2),
               at::conv_transpose2d(in, weight_of(four).transpose(0, 1),
                                    bias_of(four), 2, 1));
}

TEST_F(Filters, AreTheSumOfTheirSlices) {
  const Filter whole = random(4, 5, 3);
  const torch::Tensor in = x(5);
  const auto part = [&](int first, int count) {
    const Filter slice = input_slice(whole, first, count);
    return at::conv2d(in.narrow(1, first, count), weight_of(slice),
                      bias_of(slice));
  };
  expect_close(part(0, 2) + part(2, 3), at::conv2d(in, weight_of(whole)));
}

}  // namespace
}  // namespace p2p
