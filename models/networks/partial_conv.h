// SPDX-License-Identifier: MIT
// Convolution over what is known of a picture (Liu et al. 2018, section 3.1).
#pragma once

#include <vector>

#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace p2p {

/// Features [N, C, H, W] and the mask that all their channels share: fp32
/// [N, 1, H, W], 1 where they are known and 0 in a hole, without a gradient.
/// Features are 0 in a hole: masked() makes them so.
struct MaskedFeatures {
  torch::Tensor features, mask;
};

/// With zeros in the holes, whatever the features held there.
MaskedFeatures masked(const torch::Tensor& features, const torch::Tensor& mask);

/// Both doubled by repetition.
MaskedFeatures upsampled(const MaskedFeatures& x);

/// With M the mask of each input channel, s its sum over a window and n the
/// number of values in one (k * k * C_in), the zero padding being a hole:
///
///     mask'     = 1 where s > 0, else 0
///     features' = (conv(x * M) * n / s + bias) * mask'
///
/// The channels of a group have one mask, so s is a box sum over one plane,
/// each group's mask times its channels. It is computed in fp32 whatever the
/// type of the features.
class PartialConvImpl : public torch::nn::Conv2dImpl {
 public:
  using torch::nn::Conv2dImpl::Conv2dImpl;

  /// Of the groups one after the other on channels; features come out in the
  /// type of the convolution's result.
  MaskedFeatures forward(const std::vector<MaskedFeatures>& groups);

 private:
  torch::Tensor window_sums(const std::vector<MaskedFeatures>& groups) const;
  torch::Tensor convolve(const std::vector<MaskedFeatures>& groups) const;
};
TORCH_MODULE(PartialConv);

}  // namespace p2p
