// SPDX-License-Identifier: MIT
// One mask plane per group of channels, box sums, and the convolution.
#include "models/networks/partial_conv.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/where.h>

namespace p2p {
namespace {

torch::Tensor doubled(const torch::Tensor& x) {
  return at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
}

}  // namespace

MaskedFeatures masked(const torch::Tensor& features,
                      const torch::Tensor& mask) {
  return {features * mask.to(features.dtype()), mask};
}

MaskedFeatures upsampled(const MaskedFeatures& x) {
  return {doubled(x.features), doubled(x.mask)};
}

MaskedFeatures PartialConvImpl::forward(
    const std::vector<MaskedFeatures>& groups) {
  const double values = static_cast<double>(weight[0].numel());
  const torch::Tensor sums = window_sums(groups);
  const torch::Tensor known = sums > 0;
  const torch::Tensor ratio = at::where(known, values / sums, 0.0);
  const torch::Tensor mask = known.to(torch::kFloat);
  const torch::Tensor raw = convolve(groups);
  torch::Tensor y = raw * ratio;  // fp32
  if (bias.defined()) y = y + bias.view({1, -1, 1, 1}) * mask;
  return {y.to(raw.dtype()), mask};
}

/// [N, 1, H', W']; whole numbers, which fp32 holds exactly.
torch::Tensor PartialConvImpl::window_sums(
    const std::vector<MaskedFeatures>& groups) const {
  const torch::NoGradGuard no_grad;
  torch::Tensor plane;
  for (const MaskedFeatures& group : groups) {
    const torch::Tensor part =
        group.mask * static_cast<double>(group.features.size(1));
    plane = plane.defined() ? plane + part : part;
  }
  return at::avg_pool2d(plane, *options.kernel_size(), *options.stride(),
                        std::get<torch::ExpandingArray<2>>(options.padding()),
                        /*ceil_mode=*/false, /*count_include_pad=*/true,
                        /*divisor_override=*/1);
}

torch::Tensor PartialConvImpl::convolve(
    const std::vector<MaskedFeatures>& groups) const {
  std::vector<torch::Tensor> parts;
  for (const MaskedFeatures& group : groups) parts.push_back(group.features);
  return at::conv2d(parts.size() == 1 ? parts.front() : at::cat(parts, 1),
                    weight, {}, *options.stride(),
                    *std::get<torch::ExpandingArray<2>>(options.padding()));
}

}  // namespace p2p
