// SPDX-License-Identifier: MIT
// LibTorch's mkldnn:: operators, which have no function in its headers.
#pragma once

#include <optional>

#include <torch/types.h>

#include "models/inference/program.h"

namespace p2p::onednn {

/// Whether all of them are there with the signatures that are called here.
bool available();

/// A convolution's geometry; square in both directions.
struct Geometry {
  int64_t stride;
  int64_t padding;
  int64_t output_padding;  ///< transposed only
  bool transposed;
};

/// Dense weights, [out, in, h, w] or [in, out, h, w] if transposed, in oneDNN's
/// layout for inputs of `input_size`.
torch::Tensor pack(const torch::Tensor& weight, const Geometry& geometry,
                   at::IntArrayRef input_size);

/// activation(conv(x) + bias), `x` channels last.
torch::Tensor convolve(const torch::Tensor& x, const torch::Tensor& packed,
                       const torch::Tensor& bias, const Geometry& geometry,
                       const Activation& activation);

}  // namespace p2p::onednn
