// SPDX-License-Identifier: MIT
// The partial convolution network (Liu et al. 2018, section 3.2).
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/networks/partial_conv.h"
#include "models/weights/pconv_layers.h"

namespace p2p {

/// Partial convolution, norm, leaky ReLU.
class PconvLayerImpl : public torch::nn::Module {
 public:
  PconvLayerImpl(const ModelSpec& spec, const PconvLayerShape& shape);

  /// H and W are divided by the stride. The mask grows by what a window sees.
  MaskedFeatures forward(const std::vector<MaskedFeatures>& groups);

  /// The layers, for those who run them another way; the norm is empty where
  /// there is none.
  const PartialConv& conv() const { return conv_; }
  const Norm& norm() const { return norm_; }

 private:
  double slope_;
  PartialConv conv_{nullptr};
  Norm norm_{nullptr};
};
TORCH_MODULE(PconvLayer);

/// Layers down and up again (pconv_layers.h); state keys
/// "encoder.enc1.conv.weight", "decoder.dec2.bn.running_mean" and so on.
class PconvGenerator : public Generator {
 public:
  explicit PconvGenerator(const ModelSpec& spec);

  /// The last channel of `x` is the hole mask, a hole being what is nearer to
  /// range_high than to range_low. What the picture holds there does not
  /// matter, as long as it is finite. Pixels whose windows know nothing become
  /// 0, before the output activation: in holes wider than the network's depth
  /// reaches.
  torch::Tensor forward(const torch::Tensor& x) override;
  torch::nn::Module* encoder() override { return encoder_slots_.get(); }

  /// By level - 1.
  const std::vector<PconvLayer>& encoder_layers() const { return encoder_; }
  const std::vector<PconvLayer>& decoder_layers() const { return decoder_; }

 private:
  MaskedFeatures masked_picture(const torch::Tensor& x) const;

  ConcatOrder concat_order_;
  OutputActivation output_activation_;
  double hole_threshold_;
  std::shared_ptr<torch::nn::Module> encoder_slots_;
  std::vector<PconvLayer> encoder_, decoder_;
};

}  // namespace p2p
