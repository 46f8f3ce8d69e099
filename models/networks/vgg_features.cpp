// SPDX-License-Identifier: MIT
// A VGG from its file.
#include "models/networks/vgg_features.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <utility>

#include <ATen/ops/conv2d.h>
#include <ATen/ops/diag.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>

#include "models/weights/state_file.h"

namespace p2p {
namespace {

/// On CPUs faster than planes one after the other.
constexpr auto kLayout = torch::MemoryFormat::ChannelsLast;

constexpr int kBlocks = 5;
constexpr int kMaxLayersOfABlock = 4;

/// Numbers N of the convolutions "features.N" in torchvision's models/vgg.py;
/// between them are ReLU layers, between blocks also a pooling.
constexpr std::array<int, 2> kBlock1 = {0, 2}, kBlock2 = {5, 7};
constexpr std::array<int, 3> kVgg16Block3 = {10, 12, 14},
                             kVgg16Block4 = {17, 19, 21},
                             kVgg16Block5 = {24, 26, 28};
constexpr std::array<int, 4> kVgg19Block3 = {10, 12, 14, 16},
                             kVgg19Block4 = {19, 21, 23, 25},
                             kVgg19Block5 = {28, 30, 32, 34};
using BlockPlan = std::span<const int>;
constexpr std::array<BlockPlan, kBlocks> kVgg16 = {
    kBlock1, kBlock2, kVgg16Block3, kVgg16Block4, kVgg16Block5};
constexpr std::array<BlockPlan, kBlocks> kVgg19 = {
    kBlock1, kBlock2, kVgg19Block3, kVgg19Block4, kVgg19Block5};
/// The one of VGG-19's that VGG-16 has not, and the other way round.
constexpr const char* kOnlyInVgg19 = "features.16.weight";

/// What torchvision's weights expect of RGB in [0, 1]: (x - mean) / deviation.
const std::array<float, 3> kMean = {0.485f, 0.456f, 0.406f};
const std::array<float, 3> kDeviation = {0.229f, 0.224f, 0.225f};

}  // namespace

/// Makes features of one file.
class VggFeatures::Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path) {
    for (auto& [name, tensor] : read_state(path))
      tensors_.emplace(name, std::move(tensor));
  }

  VggFeatures features() const {
    VggFeatures features =
        has("features.0.weight") ? of_torchvision() : of_layers();
    check_widths(features);
    return features;
  }

 private:
  bool has(const std::string& name) const { return tensors_.contains(name); }

  /// Undefined if the file has none of the name.
  torch::Tensor find(const std::string& name) const {
    const auto found = tensors_.find(name);
    return found == tensors_.end() ? torch::Tensor() : found->second;
  }

  Layer layer(const std::string& name, const std::string& kind,
              const std::string& wanted) const {
    const torch::Tensor weight = find(name + ".weight");
    const torch::Tensor bias = find(name + ".bias");
    if (!weight.defined() || !bias.defined() || weight.dim() != 4 ||
        bias.dim() != 1 || bias.size(0) != weight.size(0))
      throw FileFormatError("'" + path_.string() + "' holds no " + kind +
                            " features: '" + name +
                            ".weight' [out, in, k, k] or its bias is missing; "
                            "wanted are " +
                            wanted);
    return {weight.to(torch::kFloat).contiguous(kLayout),
            bias.to(torch::kFloat).contiguous()};
  }

  VggFeatures of_layers() const {
    VggFeatures features;
    features.first_ = layer_named("conv0");
    for (int number = 1; number <= kBlocks; ++number) {
      Block block = block_of_layers(number);
      if (block.empty()) break;
      features.blocks_.push_back(std::move(block));
    }
    if (features.blocks_.empty()) layer_named("conv1_1");  // says what lacks
    // A block is whole if another follows.
    features.poolings_ = features.blocks_.size() - 1;
    return features;
  }

  Layer layer_named(const std::string& name) const {
    return layer(name, "VGG-19", "conv0, conv1_1, conv1_2, conv2_1 ...");
  }

  Block block_of_layers(int number) const {
    Block block;
    for (int i = 1; i <= kMaxLayersOfABlock; ++i) {
      const std::string name = layer_name(number, i);
      if (!has(name + ".weight")) break;
      block.push_back(layer_named(name));
    }
    return block;
  }

  /// The layer's name in this file: both spellings are in use.
  std::string layer_name(int block, int index) const {
    const std::string b = std::to_string(block), i = std::to_string(index);
    const std::string spaced = "conv" + b + "_" + i;
    return has(spaced + ".weight") ? spaced : "conv" + b + i;
  }

  VggFeatures of_torchvision() const {
    VggFeatures features;
    features.padding_ = Padding::kZero;
    const torch::Tensor scale = 1 / at::tensor(kDeviation);
    features.first_ = {at::diag(scale).view({3, 3, 1, 1}),
                       -at::tensor(kMean) * scale};
    for (const BlockPlan& plan : has(kOnlyInVgg19) ? kVgg19 : kVgg16) {
      Block& block = features.blocks_.emplace_back();
      for (const int number : plan) block.push_back(layer_numbered(number));
    }
    features.poolings_ = features.blocks_.size();
    return features;
  }

  Layer layer_numbered(int number) const {
    const std::string name = "features." + std::to_string(number);
    Layer layer = this->layer(
        name, has(kOnlyInVgg19) ? "VGG-19" : "VGG-16",
        "all convolutions of torchvision's vgg16 or vgg19, without batch "
        "normalisation");
    if (layer.weight.size(2) != 3 || layer.weight.size(3) != 3)
      throw FileFormatError("'" + path_.string() + "' does not fit: '" + name +
                            ".weight' has shape " +
                            shape_to_string(layer.weight.sizes().vec()) +
                            ", a VGG's are [out, in, 3, 3]");
    return layer;
  }

  void check_widths(const VggFeatures& features) const {
    int64_t width = features.first_.weight.size(0);
    for (size_t i = 0; i < features.blocks_.size(); ++i)
      for (const Layer& layer : features.blocks_[i]) {
        if (layer.weight.size(1) != width)
          throw FileFormatError("'" + path_.string() +
                                "' does not fit together: a convolution of "
                                "block " +
                                std::to_string(i + 1) + " takes " +
                                std::to_string(layer.weight.size(1)) +
                                " channels and gets " + std::to_string(width));
        width = layer.weight.size(0);
      }
  }

  const std::filesystem::path path_;
  std::map<std::string, torch::Tensor> tensors_;
};

VggFeatures VggFeatures::load(const std::filesystem::path& path) {
  return Reader(path).features();
}

void VggFeatures::to(torch::Device device, torch::ScalarType type) {
  first_ = {first_.weight.to(device), first_.bias.to(device)};
  for (Block& block : blocks_)
    for (Layer& layer : block)
      layer = {layer.weight.to(device, type), layer.bias.to(device, type)};
}

torch::Tensor VggFeatures::first(const torch::Tensor& picture) const {
  const torch::Tensor rgb =
      picture.to(torch::kFloat).expand({-1, 3, -1, -1}).contiguous(kLayout);
  return at::conv2d(rgb, first_.weight, first_.bias)
      .to(blocks_.front().front().weight.scalar_type());
}

torch::Tensor VggFeatures::convolve(const Layer& layer,
                                    const torch::Tensor& x) const {
  if (padding_ == Padding::kZero)
    return at::relu(at::conv2d(x, layer.weight, layer.bias, 1, 1));
  return at::relu(at::conv2d(at::reflection_pad2d(x, {1, 1, 1, 1}),
                             layer.weight, layer.bias));
}

std::vector<torch::Tensor> VggFeatures::pooled(const torch::Tensor& picture,
                                               size_t count) const {
  std::vector<torch::Tensor> found;
  torch::Tensor x = first(picture);
  for (size_t i = 0; i < std::min(count, poolings_); ++i) {
    for (const Layer& layer : blocks_[i]) x = convolve(layer, x);
    x = at::max_pool2d(x, {2, 2});
    found.push_back(x);
  }
  return found;
}

std::vector<torch::Tensor> VggFeatures::forward(const torch::Tensor& picture,
                                                size_t levels) const {
  std::vector<torch::Tensor> found;
  torch::Tensor x = first(picture);
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
  const std::vector<torch::Tensor> found = features.forward(output);
  std::vector<torch::Tensor> wanted;
  {
    const torch::NoGradGuard no_grad;
    wanted = features.forward(target);
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
