// SPDX-License-Identifier: MIT
// Normal initialisation of convolutions and norms.
#include "models/networks/initialise.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/modules/conv.h>

#include "models/networks/norm.h"

namespace p2p {
namespace {

void clear(const torch::Tensor& bias) {
  if (bias.defined()) bias.zero_();
}

}  // namespace

void initialise_normal(torch::nn::Module& network, uint64_t seed, double gain) {
  const torch::NoGradGuard no_grad;
  const at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
  network.apply([&](torch::nn::Module& child) {
    if (auto* conv = child.as<torch::nn::Conv2dImpl>()) {
      conv->weight.normal_(0.0, gain, random);
      clear(conv->bias);
    } else if (auto* up = child.as<torch::nn::ConvTranspose2dImpl>()) {
      up->weight.normal_(0.0, gain, random);
      clear(up->bias);
    } else if (auto* norm = child.as<NormImpl>()) {
      if (norm->weight.defined()) norm->weight.normal_(1.0, gain, random);
      clear(norm->bias);
    }
  });
}

}  // namespace p2p
