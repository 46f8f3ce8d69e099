// SPDX-License-Identifier: MIT
// The ResNet generator (Johnson et al. 2016; CycleGAN, Zhu et al. 2017, 7.2).
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"

namespace p2p {

/// x + norm(conv(pad(dropout(relu(norm(conv(pad(x))))))))
class ResnetBlockImpl : public torch::nn::Module {
 public:
  ResnetBlockImpl(const ModelSpec& spec, int channels);
  /// [N, channels, H, W] in and out; H and W at least 2.
  torch::Tensor forward(const torch::Tensor& x);

 private:
  double dropout_;
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  Norm norm1_{nullptr}, norm2_{nullptr};
};
TORCH_MODULE(ResnetBlock);

/// 7x7 head, two halvings, blocks, two doublings, 7x7 tail; state keys
/// "model.1.weight" and so on.
class ResnetGenerator : public Generator {
 public:
  explicit ResnetGenerator(const ModelSpec& spec);
  torch::Tensor forward(const torch::Tensor& x) override;

 private:
  OutputActivation output_activation_;
  torch::nn::Conv2d head_{nullptr}, tail_{nullptr};
  Norm head_norm_{nullptr};
  std::vector<torch::nn::Conv2d> down_;
  std::vector<Norm> down_norm_;
  std::vector<ResnetBlock> blocks_;
  std::vector<torch::nn::ConvTranspose2d> up_;
  std::vector<Norm> up_norm_;
};

}  // namespace p2p
