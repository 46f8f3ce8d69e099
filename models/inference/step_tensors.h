// SPDX-License-Identifier: MIT
// What programs need of tensors: places, activations and filters.
#pragma once

#include <utility>
#include <vector>

#include <torch/types.h>

#include "models/inference/program.h"

namespace p2p {

/// Values of a program's buffers while it runs: each buffer is what has been
/// written to it, concatenated when it is read.
class PlaceTensors {
 public:
  explicit PlaceTensors(size_t buffers) : parts_(buffers) {}

  /// [N, channels, H, W] of a place that has been written completely.
  torch::Tensor read(const Place& place) const;
  void write(const Place& place, torch::Tensor tensor);
  /// `result` through each store's activation into its place.
  void store(const torch::Tensor& result, const std::vector<Store>& stores);

 private:
  /// By first channel, in order.
  std::vector<std::vector<std::pair<int, torch::Tensor>>> parts_;
};

torch::Tensor apply(const Activation& activation, const torch::Tensor& x);

/// The filter as LibTorch's operators take it: [out, in, h, w], or [in, out, h,
/// w] for a transposed step.
torch::Tensor weight_of(const ConvStep& step);

/// Padding of the result of a transposed step, which is `stride` times as large
/// as its input.
int output_padding_of(const ConvStep& step);

/// `x` with the border that the step sees, if that is a reflection; else `x`.
torch::Tensor reflected(const torch::Tensor& x, const ConvStep& step,
                        const BufferShape& in);

}  // namespace p2p
