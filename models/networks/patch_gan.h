// SPDX-License-Identifier: MIT
// The discriminators of pix2pix (Isola et al. 2017, section 3.2.2).
#pragma once

#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include "models/networks/norm.h"

namespace p2p {

struct PatchGanSpec {
  int in_channels = 6;  ///< of A and B together
  int ndf = 64;
  /// Halving convolutions: 3 judges patches of 70x70 pixels; 0 is the pixel
  /// discriminator of 1x1 convolutions.
  int n_layers = 3;
  NormSpec norm = {};
  bool conv_bias = false;  ///< in convolutions that a norm follows
};

/// Judges every patch: [N, in_channels, H, W] to logits [N, 1, h, w], 30x30
/// for 256x256 with 3 layers. State keys "model.0.weight" and so on, "net.0"
/// for the pixel discriminator.
class PatchGanImpl : public torch::nn::Module {
 public:
  explicit PatchGanImpl(const PatchGanSpec& spec);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  std::vector<torch::nn::Conv2d> convs_;
  std::vector<Norm> norms_;  ///< after every convolution but first and last
};
TORCH_MODULE(PatchGan);

}  // namespace p2p
