// SPDX-License-Identifier: MIT
// The U-Net generator of pix2pix (Isola et al. 2017, section 3.2.1).
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/unet_layers.h"

namespace p2p {

/// One level of the U with all that lies below it:
///
///     x ── act ── down ── norm ──┬── levels below ── up ── norm ── dropout ──┐
///     └──────────── skip ────────┴───────────────────────────────── concat ──┘
///
/// The outermost level has no skip.
class UnetLevelImpl : public torch::nn::Module {
 public:
  /// Levels count from 1, the outermost, to spec.unet.depth.
  UnetLevelImpl(const ModelSpec& spec, int level);

  /// [N, C, H, W] of the level above, before its activation. Returns what the
  /// up convolution of the level above takes, activated and concatenated; the
  /// outermost level returns what its own up convolution makes.
  torch::Tensor forward(const torch::Tensor& x);

  /// The layers, for those who run them another way. Empty where the level has
  /// none: one of up() and resize_up() always is.
  const torch::nn::Conv2d& down() const { return down_; }
  const Norm& down_norm() const { return down_norm_; }
  const torch::nn::ConvTranspose2d& up() const { return up_; }
  const torch::nn::Conv2d& resize_up() const { return resize_up_; }
  const Norm& up_norm() const { return up_norm_; }
  /// The next level inwards; null at the bottleneck.
  const UnetLevelImpl* below() const { return below_.get(); }

 private:
  bool outermost() const { return level_ == 1; }
  bool innermost() const { return level_ == unet_.depth; }

  void make_down(const UnetLevelShape& shape, const NormSpec& norm,
                 torch::nn::Module& slots);
  void make_up(const UnetLevelShape& shape, const NormSpec& norm,
               torch::nn::Module& slots);

  torch::Tensor encode(const torch::Tensor& x);
  torch::Tensor decode(const torch::Tensor& y);
  torch::Tensor leaky(const torch::Tensor& x) const;
  torch::Tensor activate_skip(const torch::Tensor& x) const;
  torch::Tensor activate_up(const torch::Tensor& x) const;
  torch::Tensor join(const torch::Tensor& skip, const torch::Tensor& up) const;

  UnetSpec unet_;
  int level_;
  torch::nn::Conv2d down_{nullptr};
  Norm down_norm_{nullptr};
  std::shared_ptr<UnetLevelImpl> below_;
  torch::nn::ConvTranspose2d up_{nullptr};
  torch::nn::Conv2d resize_up_{nullptr};
  Norm up_norm_{nullptr};
  double dropout_ = 0.0;
};

/// Layers at the picture's own size around the levels (see
/// UnetSpec::full_size_features), 3x3 each:
///
///     x ── first ── norm ── ReLU ──┬── levels ── norm ── ReLU ──┐
///                                  └─────────── skip ───────────┴── concat ─┐
///               output activation ── last ── ReLU ── norm ── joined ────────┘
struct FullSizeLayers {
  torch::nn::Conv2d first{nullptr}, joined{nullptr}, last{nullptr};
  Norm first_norm{nullptr}, levels_norm{nullptr}, joined_norm{nullptr};
};

/// The whole network; state keys "model.model.0.weight" and so on, those of the
/// full-size layers "full.first.weight", "full.first_norm.running_mean", ...
class UnetGenerator : public Generator {
 public:
  explicit UnetGenerator(const ModelSpec& spec);
  torch::Tensor forward(const torch::Tensor& x) override;

  /// From the outermost to the bottleneck.
  std::vector<const UnetLevelImpl*> levels() const;
  /// Null where the network has none.
  const FullSizeLayers* full_size() const {
    return full_.first.is_empty() ? nullptr : &full_;
  }

 private:
  void make_full_size(const ModelSpec& spec);

  std::shared_ptr<UnetLevelImpl> model_;
  FullSizeLayers full_;
  ConcatOrder concat_order_;
  OutputActivation output_activation_;
};

}  // namespace p2p
