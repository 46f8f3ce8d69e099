// SPDX-License-Identifier: MIT
// VGG-19 from its file.
#include "models/networks/vgg_features.h"

#include <algorithm>
#include <string>

#include <ATen/ops/conv2d.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>

#include "models/weights/model_file.h"

namespace p2p {
namespace {

constexpr int kBlocks = 5;
constexpr int kMaxLayersOfABlock = 4;

/// The layer's name in this file: both spellings are in use.
std::string layer_name(const SafetensorsFile& file, int block, int index) {
  const std::string b = std::to_string(block), i = std::to_string(index);
  const std::string spaced = "conv" + b + "_" + i;
  return file.find(spaced + ".weight") ? spaced : "conv" + b + i;
}

torch::Tensor as_rgb(const torch::Tensor& picture) {
  return picture.expand({-1, 3, -1, -1});
}

}  // namespace

VggFeatures::Layer VggFeatures::layer(const SafetensorsFile& file,
                                      const std::string& name) {
  const TensorEntry* weight = file.find(name + ".weight");
  const TensorEntry* bias = file.find(name + ".bias");
  if (!weight || !bias || weight->shape.size() != 4 || bias->shape.size() != 1)
    throw FileFormatError("'" + file.path().string() +
                          "' holds no VGG-19 features: '" + name +
                          ".weight' [out, in, k, k] or its bias is missing; "
                          "wanted are conv0, conv1_1, conv1_2, conv2_1 ...");
  return {tensor_of(*weight), tensor_of(*bias)};
}

VggFeatures::Block VggFeatures::block(const SafetensorsFile& file, int number) {
  Block block;
  for (int i = 1; i <= kMaxLayersOfABlock; ++i) {
    const std::string name = layer_name(file, number, i);
    if (!file.find(name + ".weight")) break;
    block.push_back(layer(file, name));
  }
  return block;
}

VggFeatures VggFeatures::load(const std::filesystem::path& path) {
  const SafetensorsFile file = SafetensorsFile::read(path);
  VggFeatures features;
  features.first_ = layer(file, "conv0");
  int64_t width = features.first_.weight.size(0);
  for (int number = 1; number <= kBlocks; ++number) {
    Block block = VggFeatures::block(file, number);
    if (block.empty()) break;
    for (const Layer& layer : block) {
      if (layer.weight.size(1) != width)
        throw FileFormatError("'" + path.string() +
                              "' does not fit together: a convolution of "
                              "block " +
                              std::to_string(number) + " takes " +
                              std::to_string(layer.weight.size(1)) +
                              " channels and gets " + std::to_string(width));
      width = layer.weight.size(0);
    }
    features.blocks_.push_back(std::move(block));
  }
  // A block is whole if another follows.
  if (!features.blocks_.empty())
    features.poolings_ = features.blocks_.size() - 1;
  if (features.blocks_.empty()) layer(file, "conv1_1");  // says what is missing
  return features;
}

void VggFeatures::to(torch::Device device) {
  const auto move = [device](Layer& layer) {
    layer = {layer.weight.to(device), layer.bias.to(device)};
  };
  move(first_);
  for (Block& block : blocks_)
    for (Layer& layer : block) move(layer);
}

torch::Tensor VggFeatures::convolve(const Layer& layer,
                                    const torch::Tensor& x) {
  return at::relu(at::conv2d(at::reflection_pad2d(x, {1, 1, 1, 1}),
                             layer.weight, layer.bias));
}

std::vector<torch::Tensor> VggFeatures::pooled(const torch::Tensor& rgb,
                                               size_t count) const {
  std::vector<torch::Tensor> found;
  torch::Tensor x = at::conv2d(rgb, first_.weight, first_.bias);
  for (size_t i = 0; i < std::min(count, poolings_); ++i) {
    for (const Layer& layer : blocks_[i]) x = convolve(layer, x);
    x = at::max_pool2d(x, {2, 2});
    found.push_back(x);
  }
  return found;
}

std::vector<torch::Tensor> VggFeatures::forward(const torch::Tensor& rgb,
                                                size_t levels) const {
  std::vector<torch::Tensor> found;
  torch::Tensor x = at::conv2d(rgb, first_.weight, first_.bias);
  for (const Block& block : blocks_) {
    if (!found.empty()) x = at::max_pool2d(x, {2, 2});
    for (const Layer& layer : block) {
      x = convolve(layer, x);
      if (&layer != &block.front()) continue;
      found.push_back(x);
      if (found.size() == levels) return found;
    }
  }
  return found;
}

torch::Tensor perceptual_loss(const VggFeatures& features,
                              const torch::Tensor& output,
                              const torch::Tensor& target) {
  const std::vector<torch::Tensor> found = features.forward(as_rgb(output));
  std::vector<torch::Tensor> wanted;
  {
    const torch::NoGradGuard no_grad;
    wanted = features.forward(as_rgb(target));
  }
  torch::Tensor sum;
  for (size_t i = 0; i < found.size(); ++i) {
    const torch::Tensor part =
        at::l1_loss(found[i].to(torch::kFloat), wanted[i].to(torch::kFloat));
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

}  // namespace p2p
