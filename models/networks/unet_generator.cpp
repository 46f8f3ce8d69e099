// SPDX-License-Identifier: MIT
// U-Net levels, from the outermost inwards.
#include "models/networks/unet_generator.h"

#include <string>

#include <ATen/ops/cat.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/upsample_nearest2d.h>

#include "models/networks/zero_layer.h"

namespace p2p {
namespace {

torch::nn::Conv2d halving_conv(int in, int out, bool bias) {
  return zero_layer<torch::nn::Conv2d>(
      torch::nn::Conv2dOptions(in, out, /*kernel=*/4)
          .stride(2)
          .padding(1)
          .bias(bias));
}

torch::nn::ConvTranspose2d doubling_conv(int in, int out, bool bias) {
  return zero_layer<torch::nn::ConvTranspose2d>(
      torch::nn::ConvTranspose2dOptions(in, out, /*kernel=*/4)
          .stride(2)
          .padding(1)
          .bias(bias));
}

torch::nn::Conv2d same_size_conv(int in, int out, bool bias) {
  return zero_layer<torch::nn::Conv2d>(
      torch::nn::Conv2dOptions(in, out, /*kernel=*/3).padding(1).bias(bias));
}

/// Names of the children as the original's Sequential numbers them.
struct SlotNames {
  const char* down;
  const char* down_norm;
  const char* below;
  const char* up;
  const char* up_norm;
};

SlotNames slot_names(bool outermost, bool innermost) {
  if (outermost && innermost)
    return {"0", "bottleneck_norm", nullptr, "2", nullptr};
  if (outermost) return {"0", nullptr, "1", "3", nullptr};
  if (innermost) return {"1", "bottleneck_norm", nullptr, "3", "4"};
  return {"1", "2", "3", "5", "6"};
}

}  // namespace

UnetLevelImpl::UnetLevelImpl(const ModelSpec& spec, int level)
    : unet_(spec.unet), level_(level) {
  const UnetLevelShape shape = unet_levels(spec)[level - 1];
  const auto slots =
      register_module("model", std::make_shared<torch::nn::Module>("Slots"));
  make_down(shape, spec.norm, *slots);
  if (!innermost()) {
    below_ = std::make_shared<UnetLevelImpl>(spec, level + 1);
    slots->register_module(slot_names(outermost(), false).below, below_);
  }
  make_up(shape, spec.norm, *slots);
}

void UnetLevelImpl::make_down(const UnetLevelShape& shape, const NormSpec& norm,
                              torch::nn::Module& slots) {
  const SlotNames names = slot_names(outermost(), innermost());
  down_ = slots.register_module(
      names.down, halving_conv(shape.in, shape.width, shape.down_bias));
  if (shape.down_normed)
    down_norm_ =
        slots.register_module(names.down_norm, Norm(norm, shape.width));
}

void UnetLevelImpl::make_up(const UnetLevelShape& shape, const NormSpec& norm,
                            torch::nn::Module& slots) {
  const SlotNames names = slot_names(outermost(), innermost());
  if (unet_.upsampling == Upsampling::kTransposed)
    up_ = slots.register_module(
        names.up, doubling_conv(shape.up_in, shape.out, shape.up_bias));
  else
    resize_up_ = slots.register_module(
        names.up, same_size_conv(shape.up_in, shape.out, shape.up_bias));
  if (shape.up_normed)
    up_norm_ = slots.register_module(names.up_norm, Norm(norm, shape.out));
  dropout_ = shape.dropout;
}

torch::Tensor UnetLevelImpl::forward(const torch::Tensor& x) {
  const torch::Tensor encoded = encode(x);
  const torch::Tensor activated =
      innermost() ? activate_skip(encoded) : below_->forward(encoded);
  const torch::Tensor decoded = decode(activated);
  return outermost() ? decoded : join(x, decoded);
}

torch::Tensor UnetLevelImpl::encode(const torch::Tensor& x) {
  const torch::Tensor y = down_->forward(outermost() ? x : leaky(x));
  return down_norm_ ? down_norm_->forward(y) : y;
}

torch::Tensor UnetLevelImpl::decode(const torch::Tensor& y) {
  torch::Tensor z = up_ ? up_->forward(y)
                        : resize_up_->forward(at::upsample_nearest2d(
                              y, {y.size(2) * 2, y.size(3) * 2}));
  if (up_norm_) z = up_norm_->forward(z);
  return dropout_ > 0.0 ? at::dropout(z, dropout_, is_training()) : z;
}

torch::Tensor UnetLevelImpl::leaky(const torch::Tensor& x) const {
  return at::leaky_relu(x, unet_.encoder_slope);
}

torch::Tensor UnetLevelImpl::activate_skip(const torch::Tensor& x) const {
  return unet_.skip_activation == SkipActivation::kDecoder ? activate_up(x)
                                                           : leaky(x);
}

torch::Tensor UnetLevelImpl::activate_up(const torch::Tensor& x) const {
  return unet_.decoder_slope == 0.0 ? at::relu(x)
                                    : at::leaky_relu(x, unet_.decoder_slope);
}

torch::Tensor UnetLevelImpl::join(const torch::Tensor& skip,
                                  const torch::Tensor& up) const {
  const torch::Tensor s = activate_skip(skip);
  const torch::Tensor u = activate_up(up);
  return unet_.concat_order == ConcatOrder::kSkipFirst ? at::cat({s, u}, 1)
                                                       : at::cat({u, s}, 1);
}

UnetGenerator::UnetGenerator(const ModelSpec& spec)
    : model_(
          register_module("model", std::make_shared<UnetLevelImpl>(spec, 1))),
      concat_order_(spec.unet.concat_order),
      output_activation_(spec.output_activation) {
  if (spec.unet.full_size_features > 0) make_full_size(spec);
}

void UnetGenerator::make_full_size(const ModelSpec& spec) {
  const auto slots =
      register_module("full", std::make_shared<torch::nn::Module>("Slots"));
  const int features = spec.unet.full_size_features;
  const auto conv = [&](const char* name, int in, int out, bool bias) {
    return slots->register_module(name, same_size_conv(in, out, bias));
  };
  const auto norm = [&](const char* name) {
    return slots->register_module(name, Norm(spec.norm, features));
  };
  const bool bias = spec.unet.conv_bias;
  full_.first = conv("first", spec.in_channels, features, bias);
  full_.first_norm = norm("first_norm");
  full_.levels_norm = norm("levels_norm");
  full_.joined = conv("joined", 2 * features, features, bias);
  full_.joined_norm = norm("joined_norm");
  full_.last = conv("last", features, spec.out_channels, /*bias=*/true);
}

torch::Tensor UnetGenerator::forward(const torch::Tensor& x) {
  if (!full_size())
    return apply_output_activation(output_activation_, model_->forward(x));
  const torch::Tensor skip =
      at::relu(full_.first_norm->forward(full_.first->forward(x)));
  const torch::Tensor up =
      at::relu(full_.levels_norm->forward(model_->forward(skip)));
  const torch::Tensor both = concat_order_ == ConcatOrder::kSkipFirst
                                 ? at::cat({skip, up}, 1)
                                 : at::cat({up, skip}, 1);
  const torch::Tensor y =
      at::relu(full_.joined_norm->forward(full_.joined->forward(both)));
  return apply_output_activation(output_activation_, full_.last->forward(y));
}

std::vector<const UnetLevelImpl*> UnetGenerator::levels() const {
  std::vector<const UnetLevelImpl*> result;
  for (const UnetLevelImpl* level = model_.get(); level; level = level->below())
    result.push_back(level);
  return result;
}

}  // namespace p2p
