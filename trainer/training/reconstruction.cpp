// SPDX-License-Identifier: MIT
// L1, BCE, Dice, structural similarity and features, each if asked for.
#include "trainer/training/reconstruction.h"

#include "trainer/training/inpainting_loss.h"
#include "trainer/training/pixel_losses.h"

namespace p2p {
namespace {

torch::Tensor unit(const torch::Tensor& values, ValueRange range) {
  return (values.to(torch::kFloat) - range.low) / (range.high - range.low);
}

/// Of an output that may lie outside [0, 1], as linear layers' does.
void add_inpainting_terms(const ReconstructionOptions& options,
                          const torch::Tensor& output,
                          const torch::Tensor& target,
                          const torch::Tensor& holes,
                          std::vector<LossTerm>& terms) {
  if (options.valid > 0.0)
    terms.push_back(
        {"G_valid", valid_loss(output, target, holes), options.valid});
  if (options.hole > 0.0)
    terms.push_back({"G_hole", hole_loss(output, target, holes), options.hole});
  const torch::Tensor whole = filled(output, target, holes);
  if (options.variation > 0.0)
    terms.push_back({"G_TV", variation_loss(whole, holes), options.variation});
  if (options.ssim > 0.0)
    terms.push_back({"G_SSIM", ssim_loss(whole, target), options.ssim});
  if (options.perceptual <= 0.0 && options.style <= 0.0) return;
  std::vector<torch::Tensor> seen = {whole};
  // Where the output counts outside the holes, that has to look right as well.
  if (options.valid > 0.0) seen.push_back(output);
  const FeatureLosses losses = feature_losses(*options.features, seen, target);
  if (options.perceptual > 0.0)
    terms.push_back({"G_VGG", losses.perceptual, options.perceptual});
  if (options.style > 0.0)
    terms.push_back({"G_style", losses.style, options.style});
}

}  // namespace

std::vector<LossTerm> reconstruction_terms(const ReconstructionOptions& options,
                                           const torch::Tensor& output,
                                           const torch::Tensor& target,
                                           const torch::Tensor& weights,
                                           const torch::Tensor& holes) {
  std::vector<LossTerm> terms;
  if (options.l1 > 0.0)
    terms.push_back({"G_L1", l1_loss(output, target, weights), options.l1});
  if (holes.defined()) {
    add_inpainting_terms(options, unit(output, options.range),
                         unit(target, options.range), holes, terms);
    return terms;
  }
  if (options.bce <= 0.0 && options.dice <= 0.0 && options.ssim <= 0.0 &&
      options.perceptual <= 0.0)
    return terms;
  const torch::Tensor p = unit(output, options.range).clamp(0.0, 1.0);
  const torch::Tensor t = unit(target, options.range).clamp(0.0, 1.0);
  if (options.bce > 0.0)
    terms.push_back({"G_BCE", bce_loss(p, t, weights), options.bce});
  if (options.dice > 0.0)
    terms.push_back({"G_Dice", dice_loss(p, t, weights), options.dice});
  if (options.ssim > 0.0)
    terms.push_back({"G_SSIM", ssim_loss(p, t, weights), options.ssim});
  if (options.perceptual > 0.0)
    terms.push_back({"G_VGG", perceptual_loss(*options.features, p, t),
                     options.perceptual});
  return terms;
}

}  // namespace p2p
