// SPDX-License-Identifier: MIT
// ResNet generator, layers numbered as the original's Sequential.
#include "models/networks/resnet_generator.h"

#include <string>

#include <ATen/ops/dropout.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>

#include "models/networks/zero_layer.h"

namespace p2p {
namespace {

constexpr int kHalvings = 2;

torch::Tensor reflect(const torch::Tensor& x, int64_t pixels) {
  return at::reflection_pad2d(x, {pixels, pixels, pixels, pixels});
}

torch::nn::Conv2d conv(int in, int out, int kernel, bool bias) {
  return zero_layer<torch::nn::Conv2d>(
      torch::nn::Conv2dOptions(in, out, kernel).bias(bias));
}

/// Numbers children of "model" while it passes over layers without weights.
class Slots {
 public:
  explicit Slots(torch::nn::Module& owner)
      : container_(owner.register_module(
            "model", std::make_shared<torch::nn::Module>("Slots"))) {}

  template <typename Layer>
  Layer add(Layer layer) {
    return container_->register_module(std::to_string(next_++), layer);
  }
  void skip() { ++next_; }

 private:
  std::shared_ptr<torch::nn::Module> container_;
  int next_ = 0;
};

}  // namespace

ResnetBlockImpl::ResnetBlockImpl(const ModelSpec& spec, int channels)
    : dropout_(spec.resnet.dropout) {
  const bool bias = spec.resnet.conv_bias;
  const auto slots = register_module(
      "conv_block", std::make_shared<torch::nn::Module>("Slots"));
  const int second = dropout_ > 0.0 ? 6 : 5;  // the dropout layer counts
  layers_.conv1 =
      slots->register_module("1", conv(channels, channels, 3, bias));
  layers_.norm1 = slots->register_module("2", Norm(spec.norm, channels));
  layers_.conv2 = slots->register_module(std::to_string(second),
                                         conv(channels, channels, 3, bias));
  layers_.norm2 = slots->register_module(std::to_string(second + 1),
                                         Norm(spec.norm, channels));
}

torch::Tensor ResnetBlockImpl::forward(const torch::Tensor& x) {
  torch::Tensor y =
      at::relu(layers_.norm1->forward(layers_.conv1->forward(reflect(x, 1))));
  if (dropout_ > 0.0) y = at::dropout(y, dropout_, is_training());
  return x + layers_.norm2->forward(layers_.conv2->forward(reflect(y, 1)));
}

ResnetGenerator::ResnetGenerator(const ModelSpec& spec)
    : output_activation_(spec.output_activation) {
  const bool bias = spec.resnet.conv_bias;
  int width = spec.resnet.ngf;
  Slots slots(*this);
  slots.skip();  // reflection padding
  layers_.head = slots.add(conv(spec.in_channels, width, 7, bias));
  layers_.head_norm = slots.add(Norm(spec.norm, width));
  slots.skip();  // ReLU
  for (int i = 0; i < kHalvings; ++i, width *= 2) {
    layers_.down.push_back(slots.add(zero_layer<torch::nn::Conv2d>(
        torch::nn::Conv2dOptions(width, width * 2, 3)
            .stride(2)
            .padding(1)
            .bias(bias))));
    layers_.down_norm.push_back(slots.add(Norm(spec.norm, width * 2)));
    slots.skip();
  }
  for (int i = 0; i < spec.resnet.blocks; ++i)
    blocks_.push_back(slots.add(ResnetBlock(spec, width)));
  for (int i = 0; i < kHalvings; ++i, width /= 2) {
    layers_.up.push_back(slots.add(zero_layer<torch::nn::ConvTranspose2d>(
        torch::nn::ConvTranspose2dOptions(width, width / 2, 3)
            .stride(2)
            .padding(1)
            .output_padding(1)
            .bias(bias))));
    layers_.up_norm.push_back(slots.add(Norm(spec.norm, width / 2)));
    slots.skip();
  }
  slots.skip();  // reflection padding
  layers_.tail = slots.add(conv(width, spec.out_channels, 7, /*bias=*/true));
}

torch::Tensor ResnetGenerator::forward(const torch::Tensor& x) {
  torch::Tensor y = at::relu(
      layers_.head_norm->forward(layers_.head->forward(reflect(x, 3))));
  for (size_t i = 0; i < layers_.down.size(); ++i)
    y = at::relu(layers_.down_norm[i]->forward(layers_.down[i]->forward(y)));
  for (ResnetBlock& block : blocks_) y = block->forward(y);
  for (size_t i = 0; i < layers_.up.size(); ++i)
    y = at::relu(layers_.up_norm[i]->forward(layers_.up[i]->forward(y)));
  return apply_output_activation(output_activation_,
                                 layers_.tail->forward(reflect(y, 3)));
}

ResnetLayers ResnetGenerator::layers() const {
  ResnetLayers all = layers_;
  for (const ResnetBlock& block : blocks_)
    all.blocks.push_back(block->layers());
  return all;
}

}  // namespace p2p
