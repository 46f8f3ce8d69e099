// SPDX-License-Identifier: MIT
// GAN and L1 losses, computed in fp32.
#include "trainer/training/losses.h"

#include <stdexcept>

#include <ATen/ops/full_like.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/softplus.h>

namespace p2p {

GanMode gan_mode_from_string(const std::string& text) {
  if (text == "vanilla") return GanMode::kVanilla;
  if (text == "lsgan") return GanMode::kLsgan;
  throw std::invalid_argument("gan_mode '" + text +
                              "' is unknown; known: vanilla, lsgan");
}

torch::Tensor gan_loss(GanMode mode, const torch::Tensor& logits, bool real) {
  const torch::Tensor x = logits.to(torch::kFloat);
  if (mode == GanMode::kLsgan)
    return at::mse_loss(x, at::full_like(x, real ? 1.0 : 0.0));
  // -log sigmoid(x) = softplus(-x), -log(1 - sigmoid(x)) = softplus(x)
  return at::softplus(real ? -x : x).mean();
}

torch::Tensor l1_loss(const torch::Tensor& output,
                      const torch::Tensor& target) {
  return at::l1_loss(output.to(torch::kFloat), target);
}

}  // namespace p2p
