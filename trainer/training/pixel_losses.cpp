// SPDX-License-Identifier: MIT
// L1, binary cross entropy, Dice, structural similarity.
#include "trainer/training/pixel_losses.h"

#include <ATen/core/Reduction.h>
#include <ATen/ops/binary_cross_entropy.h>

#include "trainer/evaluation/structural_similarity.h"

namespace p2p {
namespace {

torch::Tensor weighted_mean(const torch::Tensor& values,
                            const torch::Tensor& weights) {
  if (!weights.defined()) return values.mean();
  const torch::Tensor w = weights.expand_as(values);
  // The numerator is 0 too where no weight is left.
  return (values * w).sum() / w.sum().clamp_min(1e-12);
}

torch::Tensor sum_per_sample(const torch::Tensor& values,
                             const torch::Tensor& weights) {
  return (weights.defined() ? values * weights : values).flatten(1).sum(1);
}

}  // namespace

torch::Tensor l1_loss(const torch::Tensor& output, const torch::Tensor& target,
                      const torch::Tensor& weights) {
  return weighted_mean((output.to(torch::kFloat) - target).abs(), weights);
}

torch::Tensor bce_loss(const torch::Tensor& probability,
                       const torch::Tensor& target,
                       const torch::Tensor& weights) {
  return weighted_mean(
      at::binary_cross_entropy(probability.to(torch::kFloat), target,
                               /*weight=*/{}, at::Reduction::None),
      weights);
}

torch::Tensor dice_loss(const torch::Tensor& probability,
                        const torch::Tensor& target,
                        const torch::Tensor& weights) {
  const torch::Tensor p = probability.to(torch::kFloat);
  const torch::Tensor common = sum_per_sample(p * target, weights);
  const torch::Tensor sizes =
      sum_per_sample(p, weights) + sum_per_sample(target, weights);
  return (1 - (2 * common + 1) / (sizes + 1)).mean();
}

torch::Tensor ssim_loss(const torch::Tensor& output,
                        const torch::Tensor& target,
                        const torch::Tensor& weights) {
  const torch::Tensor map =
      ssim_map(output.to(torch::kFloat), target, /*peak=*/1.0);
  return weighted_mean(1 - map,
                       weights.defined() ? window_centres(weights) : weights);
}

}  // namespace p2p
