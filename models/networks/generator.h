// SPDX-License-Identifier: MIT
// What every generator is to the rest: a picture in, a picture out.
#pragma once

#include <memory>

#include <torch/nn/module.h>
#include <torch/types.h>

#include "models/weights/model_spec.h"

namespace p2p {

/// A generator network. Keys of its state are those of the PyTorch original.
class Generator : public torch::nn::Module {
 public:
  /// [N, in_channels, H, W] to [N, out_channels, H, W], both in the spec's
  /// value range; H and W are multiples of size_multiple(spec).
  virtual torch::Tensor forward(const torch::Tensor& x) = 0;
};

/// Builds the network of `spec` with zero weights, in training mode: fill it by
/// initialise() or load_state(). Throws std::invalid_argument as validate()
/// does.
std::shared_ptr<Generator> make_generator(const ModelSpec& spec);

/// The last layer's activation.
torch::Tensor apply_output_activation(OutputActivation activation,
                                      const torch::Tensor& x);

}  // namespace p2p
