// SPDX-License-Identifier: MIT
// Encoder and decoder of partial convolutions.
#include "models/networks/pconv_generator.h"

#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/relu.h>

#include "models/networks/zero_layer.h"

namespace p2p {
namespace {

torch::Tensor leaky(const torch::Tensor& x, double slope) {
  if (slope == 1.0) return x;
  return slope == 0.0 ? at::relu(x) : at::leaky_relu(x, slope);
}

}  // namespace

PconvLayerImpl::PconvLayerImpl(const ModelSpec& spec,
                               const PconvLayerShape& shape)
    : slope_(shape.slope) {
  conv_ = register_module(
      "conv", zero_layer<PartialConv>(
                  torch::nn::Conv2dOptions(shape.in, shape.out, shape.kernel)
                      .stride(shape.stride)
                      .padding(shape.kernel / 2)
                      .bias(!shape.normed || spec.pconv.conv_bias)));
  if (shape.normed) norm_ = register_module("bn", Norm(spec.norm, shape.out));
}

MaskedFeatures PconvLayerImpl::forward(
    const std::vector<MaskedFeatures>& groups) {
  MaskedFeatures y = conv_->forward(groups);
  if (norm_) y.features = norm_->forward(y.features);
  // Once here and not in each convolution that reads it: there, it would be
  // doubled in size already, or be done twice.
  return masked(leaky(y.features, slope_), y.mask);
}

PconvGenerator::PconvGenerator(const ModelSpec& spec)
    : concat_order_(spec.pconv.concat_order),
      output_activation_(spec.output_activation),
      hole_threshold_((spec.range_low + spec.range_high) / 2),
      encoder_slots_(register_module(
          "encoder", std::make_shared<torch::nn::Module>("Slots"))) {
  const auto decoder_slots =
      register_module("decoder", std::make_shared<torch::nn::Module>("Slots"));
  const PconvLayers layers = pconv_layers(spec);
  for (const PconvLayerShape& shape : layers.encoder)
    encoder_.push_back(
        encoder_slots_->register_module(shape.name, PconvLayer(spec, shape)));
  for (const PconvLayerShape& shape : layers.decoder)
    decoder_.push_back(
        decoder_slots->register_module(shape.name, PconvLayer(spec, shape)));
}

torch::Tensor PconvGenerator::forward(const torch::Tensor& x) {
  std::vector<MaskedFeatures> skips = {masked_picture(x)};
  for (PconvLayer& layer : encoder_)
    skips.push_back(layer->forward({skips.back()}));
  MaskedFeatures y = skips.back();
  for (size_t i = decoder_.size(); i-- > 0;) {
    const MaskedFeatures up = upsampled(y);
    y = decoder_[i]->forward(concat_order_ == ConcatOrder::kUpFirst
                                 ? std::vector{up, skips[i]}
                                 : std::vector{skips[i], up});
  }
  return apply_output_activation(output_activation_, y.features);
}

MaskedFeatures PconvGenerator::masked_picture(const torch::Tensor& x) const {
  const int64_t picture = x.size(1) - 1;
  const torch::Tensor hole = x.narrow(1, picture, 1) > hole_threshold_;
  return masked(x.narrow(1, 0, picture), (~hole).to(torch::kFloat));
}

}  // namespace p2p
