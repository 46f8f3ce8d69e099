// SPDX-License-Identifier: MIT
// Random weights of convolutions and norms.
#include "models/networks/initialise.h"

#include <cmath>
#include <stdexcept>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_qr.h>
#include <torch/nn/modules/conv.h>

#include "models/networks/norm.h"

namespace p2p {
namespace {

void clear(const torch::Tensor& bias) {
  if (bias.defined()) bias.zero_();
}

/// Q of a random matrix, with the signs that make it uniform among all
/// orthogonal ones; of the wider of weight and its transpose.
torch::Tensor orthogonal(const torch::Tensor& weight, at::Generator random) {
  const int64_t rows = weight.size(0), columns = weight.numel() / rows;
  const bool wide = rows < columns;
  torch::Tensor matrix =
      at::empty({rows, columns}, torch::kFloat).normal_(0.0, 1.0, random);
  if (wide) matrix = matrix.t();
  const auto [q, r] = at::linalg_qr(matrix);
  const torch::Tensor signed_q = q * r.diagonal().sign();
  return (wide ? signed_q.t() : signed_q).reshape(weight.sizes());
}

void draw(const torch::Tensor& weight, InitKind kind, double gain,
          const at::Generator& random) {
  const auto kernel = static_cast<double>(weight.size(2) * weight.size(3));
  const double fan_in = kernel * static_cast<double>(weight.size(1));
  const double fan_out = kernel * static_cast<double>(weight.size(0));
  switch (kind) {
    case InitKind::kNormal:
      weight.normal_(0.0, gain, random);
      return;
    case InitKind::kXavier:
      weight.normal_(0.0, gain * std::sqrt(2.0 / (fan_in + fan_out)), random);
      return;
    case InitKind::kKaiming:
      weight.normal_(0.0, std::sqrt(2.0 / fan_in), random);
      return;
    case InitKind::kOrthogonal:
      weight.copy_(orthogonal(weight, random) * gain);
      return;
  }
}

}  // namespace

InitKind init_kind_from_string(const std::string& text) {
  if (text == "normal") return InitKind::kNormal;
  if (text == "xavier") return InitKind::kXavier;
  if (text == "kaiming") return InitKind::kKaiming;
  if (text == "orthogonal") return InitKind::kOrthogonal;
  throw std::invalid_argument(
      "init_type '" + text +
      "' is unknown; known: normal, xavier, kaiming, orthogonal");
}

void initialise(torch::nn::Module& network, InitKind kind, uint64_t seed,
                double gain) {
  const torch::NoGradGuard no_grad;
  const at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
  network.apply([&](torch::nn::Module& child) {
    if (auto* conv = child.as<torch::nn::Conv2dImpl>()) {
      draw(conv->weight, kind, gain, random);
      clear(conv->bias);
    } else if (auto* up = child.as<torch::nn::ConvTranspose2dImpl>()) {
      draw(up->weight, kind, gain, random);
      clear(up->bias);
    } else if (auto* norm = child.as<NormImpl>()) {
      if (norm->weight.defined()) norm->weight.normal_(1.0, gain, random);
      clear(norm->bias);
    }
  });
}

void initialise_normal(torch::nn::Module& network, uint64_t seed, double gain) {
  initialise(network, InitKind::kNormal, seed, gain);
}

}  // namespace p2p
