// SPDX-License-Identifier: MIT
// L1, BCE, Dice and features, each if asked for.
#include "trainer/training/reconstruction.h"

#include "trainer/training/pixel_losses.h"

namespace p2p {
namespace {

torch::Tensor unit(const torch::Tensor& values, ValueRange range) {
  return ((values.to(torch::kFloat) - range.low) / (range.high - range.low))
      .clamp(0.0, 1.0);
}

}  // namespace

std::vector<LossTerm> reconstruction_terms(const ReconstructionOptions& options,
                                           const torch::Tensor& output,
                                           const torch::Tensor& target,
                                           const torch::Tensor& weights) {
  std::vector<LossTerm> terms;
  if (options.l1 > 0.0)
    terms.push_back({"G_L1", l1_loss(output, target, weights), options.l1});
  if (options.bce <= 0.0 && options.dice <= 0.0 && options.perceptual <= 0.0)
    return terms;
  const torch::Tensor p = unit(output, options.range);
  const torch::Tensor t = unit(target, options.range);
  if (options.bce > 0.0)
    terms.push_back({"G_BCE", bce_loss(p, t, weights), options.bce});
  if (options.dice > 0.0)
    terms.push_back({"G_Dice", dice_loss(p, t, weights), options.dice});
  if (options.perceptual > 0.0)
    terms.push_back({"G_VGG", perceptual_loss(*options.features, p, t),
                     options.perceptual});
  return terms;
}

}  // namespace p2p
