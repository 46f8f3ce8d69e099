// SPDX-License-Identifier: MIT
// GAN losses, computed in fp32.
#include "trainer/training/gan_loss.h"

#include <stdexcept>

#include <ATen/ops/full_like.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/softplus.h>
#include <torch/csrc/autograd/autograd.h>

namespace p2p {

GanMode gan_mode_from_string(const std::string& text) {
  if (text == "vanilla") return GanMode::kVanilla;
  if (text == "lsgan") return GanMode::kLsgan;
  if (text == "wgangp") return GanMode::kWgangp;
  if (text == "none") return GanMode::kNone;
  throw std::invalid_argument("gan_mode '" + text +
                              "' is unknown; known: vanilla, lsgan, wgangp, "
                              "none");
}

torch::Tensor gan_loss(GanMode mode, const torch::Tensor& logits, bool real) {
  const torch::Tensor x = logits.to(torch::kFloat);
  switch (mode) {
    case GanMode::kVanilla:
      // -log sigmoid(x) = softplus(-x), -log(1 - sigmoid(x)) = softplus(x)
      return at::softplus(real ? -x : x).mean();
    case GanMode::kLsgan:
      return at::mse_loss(x, at::full_like(x, real ? 1.0 : 0.0));
    case GanMode::kWgangp:
      return real ? -x.mean() : x.mean();
    case GanMode::kNone:
      break;
  }
  throw std::invalid_argument("without a discriminator there is no GAN loss");
}

torch::Tensor gradient_penalty(
    const std::function<torch::Tensor(const torch::Tensor&)>& judge,
    const torch::Tensor& real, const torch::Tensor& fake,
    const torch::Tensor& share) {
  const torch::Tensor between =
      (share * real + (1 - share) * fake).detach().requires_grad_(true);
  const torch::Tensor logits = judge(between);
  const torch::Tensor gradient =
      torch::autograd::grad({logits}, {between}, {at::ones_like(logits)},
                            /*retain_graph=*/true, /*create_graph=*/true)[0];
  // The square root has no derivative at 0.
  constexpr double kTiny = 1e-16;
  const torch::Tensor norm =
      (gradient.flatten(1).square().sum(1) + kTiny).sqrt();
  return (norm - 1).square().mean();
}

}  // namespace p2p
