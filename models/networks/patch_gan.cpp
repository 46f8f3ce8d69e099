// SPDX-License-Identifier: MIT
// PatchGAN of n layers and its 1x1 form.
#include "models/networks/patch_gan.h"

#include <algorithm>
#include <string>

#include <ATen/ops/leaky_relu.h>

#include "models/networks/patch_gan_layers.h"

namespace p2p {
namespace {

constexpr double kSlope = 0.2;
constexpr int kMaxMultiple = 8;

PatchGanLayer plain(int in, int out, int kernel, int stride, int padding) {
  return {in, out, kernel, stride, padding, false, true};
}

std::vector<PatchGanLayer> convolutions_of(const PatchGanSpec& spec) {
  if (spec.n_layers == 0)
    return {plain(spec.in_channels, spec.ndf, 1, 1, 0),
            plain(spec.ndf, spec.ndf * 2, 1, 1, 0),
            plain(spec.ndf * 2, 1, 1, 1, 0)};
  std::vector<PatchGanLayer> layers = {
      plain(spec.in_channels, spec.ndf, 4, 2, 1)};
  for (int n = 1; n <= spec.n_layers; ++n) {
    const int in = layers.back().out;
    const int out = spec.ndf * std::min(1 << n, kMaxMultiple);
    layers.push_back(plain(in, out, 4, n < spec.n_layers ? 2 : 1, 1));
  }
  layers.push_back(plain(layers.back().out, 1, 4, 1, 1));
  return layers;
}

torch::nn::Conv2d conv(const PatchGanLayer& layer) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(layer.in, layer.out, layer.kernel)
          .stride(layer.stride)
          .padding(layer.padding)
          .bias(layer.bias));
}

}  // namespace

std::vector<PatchGanLayer> layers_of(const PatchGanSpec& spec) {
  std::vector<PatchGanLayer> layers = convolutions_of(spec);
  for (size_t i = 1; i < layers.size(); ++i) {
    layers[i].normed = i + 1 < layers.size();
    // The pixel form's last layer has no bias beside batch norm, as published.
    if (layers[i].normed || spec.n_layers == 0) layers[i].bias = spec.conv_bias;
  }
  return layers;
}

PatchGanImpl::PatchGanImpl(const PatchGanSpec& spec) {
  const auto slots =
      register_module(spec.n_layers == 0 ? "net" : "model",
                      std::make_shared<torch::nn::Module>("Slots"));
  int slot = 0;
  for (const PatchGanLayer& layer : layers_of(spec)) {
    convs_.push_back(
        slots->register_module(std::to_string(slot++), conv(layer)));
    if (layer.normed)
      norms_.push_back(slots->register_module(std::to_string(slot++),
                                              Norm(spec.norm, layer.out)));
    ++slot;  // leaky ReLU
  }
}

torch::Tensor PatchGanImpl::forward(const torch::Tensor& x) {
  torch::Tensor y = at::leaky_relu(convs_.front()->forward(x), kSlope);
  for (size_t i = 0; i < norms_.size(); ++i)
    y = at::leaky_relu(norms_[i]->forward(convs_[i + 1]->forward(y)), kSlope);
  return convs_.back()->forward(y);
}

}  // namespace p2p
