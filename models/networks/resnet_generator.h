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

/// The layers of a block and of the network, for those who run them another
/// way.
struct ResnetBlockLayers {
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
  Norm norm1{nullptr}, norm2{nullptr};
};
struct ResnetLayers {
  torch::nn::Conv2d head{nullptr}, tail{nullptr};
  Norm head_norm{nullptr};
  std::vector<torch::nn::Conv2d> down;
  std::vector<Norm> down_norm;
  std::vector<ResnetBlockLayers> blocks;
  std::vector<torch::nn::ConvTranspose2d> up;
  std::vector<Norm> up_norm;
};

/// x + norm(conv(pad(dropout(relu(norm(conv(pad(x))))))))
class ResnetBlockImpl : public torch::nn::Module {
 public:
  ResnetBlockImpl(const ModelSpec& spec, int channels);
  /// [N, channels, H, W] in and out; H and W at least 2.
  torch::Tensor forward(const torch::Tensor& x);
  const ResnetBlockLayers& layers() const { return layers_; }

 private:
  double dropout_;
  ResnetBlockLayers layers_;
};
TORCH_MODULE(ResnetBlock);

/// 7x7 head, two halvings, blocks, two doublings, 7x7 tail; state keys
/// "model.1.weight" and so on.
class ResnetGenerator : public Generator {
 public:
  explicit ResnetGenerator(const ModelSpec& spec);
  torch::Tensor forward(const torch::Tensor& x) override;
  ResnetLayers layers() const;

 private:
  OutputActivation output_activation_;
  ResnetLayers layers_;  ///< without the blocks, which are modules
  std::vector<ResnetBlock> blocks_;
};

}  // namespace p2p
