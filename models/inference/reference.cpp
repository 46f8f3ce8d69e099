// SPDX-License-Identifier: MIT
// Pad, forward, crop.
#include "models/inference/reference.h"

#include <stdexcept>
#include <string>

#include <ATen/ops/conv2d.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>

#include "models/networks/masked_input.h"
#include "models/pixels/hole_seam.h"
#include "models/pixels/holes.h"
#include "models/pixels/picture_tensor.h"

namespace p2p {
namespace {

/// [N, C, H, W] to a size that the network takes.
torch::Tensor pad(const torch::Tensor& x, const ModelSpec& spec) {
  torch::Tensor padded = x;
  for (const int64_t dim : {2, 3})
    padded = reflect_to(padded, dim,
                        padded_size(spec, static_cast<int>(x.size(dim))));
  return padded;
}

/// RGB to the network's order, or back.
torch::Tensor in_order(const torch::Tensor& picture, const std::string& order) {
  return order == "BGR" ? picture.flip(2) : picture;
}

torch::Device device_of(const Generator& generator) {
  return generator.parameters().front().device();
}

}  // namespace

torch::Tensor network_input(const ModelSpec& spec, const torch::Tensor& picture,
                            const torch::Tensor& holes) {
  const torch::Tensor in = in_order(picture, spec.in_channel_order);
  const torch::Tensor x =
      pad(picture_to_tensor(in, value_range(spec)).unsqueeze(0), spec);
  if (spec.mask_input == MaskInput::kNone && !holes.defined()) return x;
  if (!holes.defined())
    throw std::invalid_argument("the model fills holes and was given none");
  return masked_input(
      spec, x, pad(picture_to_tensor(holes, {0.0f, 1.0f}).unsqueeze(0), spec));
}

torch::Tensor run_values(Generator& generator, const ModelSpec& spec,
                         NormMode mode, const torch::Tensor& picture,
                         const torch::Tensor& holes) {
  const torch::NoGradGuard no_grad;
  generator.eval();
  set_norm_mode(generator, mode);
  const torch::Tensor y = generator.forward(
      network_input(spec, picture, holes).to(device_of(generator)));
  return y[0].narrow(1, 0, picture.size(0)).narrow(2, 0, picture.size(1));
}

torch::Tensor rounded(const torch::Tensor& values, const ModelSpec& spec) {
  return in_order(tensor_to_picture(values, value_range(spec)),
                  spec.out_channel_order);
}

torch::Tensor run_reference(Generator& generator, const ModelSpec& spec,
                            NormMode mode, const torch::Tensor& picture,
                            const torch::Tensor& holes) {
  return rounded(run_values(generator, spec, mode, picture, holes), spec);
}

torch::Tensor fill_reference(const torch::Tensor& picture,
                             const torch::Tensor& made,
                             const torch::Tensor& holes) {
  const auto planes = [](const torch::Tensor& x) {
    return x.to(torch::kFloat).permute({2, 0, 1}).unsqueeze(1);
  };
  const torch::Tensor kernel =
      at::tensor({1.0f, 2.0f, 1.0f, 2.0f, 0.0f, 2.0f, 1.0f, 2.0f, 1.0f})
          .view({1, 1, 3, 3});
  const auto around = [&](const torch::Tensor& x) {
    return at::conv2d(x, kernel, {}, 1, 1);
  };
  torch::Tensor known = planes(holes < kHoleFrom);
  torch::Tensor colours = planes(picture) * known, filled = planes(made);
  for (const float share : kSeamShares) {
    const torch::Tensor sum = around(known);
    const torch::Tensor next = (1 - known) * (sum > 0);
    colours = colours + next * around(colours) / sum.clamp_min(1.0f);
    filled = filled + share * next * (colours - filled);
    known = known + next;
  }
  const torch::Tensor bytes =
      filled.round().to(torch::kByte).squeeze(1).permute({1, 2, 0});
  return composite(picture, bytes, holes);
}

torch::Tensor composite(const torch::Tensor& outside,
                        const torch::Tensor& inside,
                        const torch::Tensor& holes) {
  return at::where(holes >= kHoleFrom, inside, outside);
}

}  // namespace p2p
