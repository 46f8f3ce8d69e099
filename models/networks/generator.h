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
  /// value range; H and W are multiples of size_multiple(spec). A network that
  /// knows of holes predicts all pixels, also those outside them: who wants the
  /// picture kept there puts the two together.
  virtual torch::Tensor forward(const torch::Tensor& x) = 0;

  /// The part whose norm statistics stand still while the rest is trained on,
  /// as set_norm_mode(*encoder(), NormMode::kRunning) makes them: the second
  /// stage of a partial convolution network (Liu et al. 2018, section 3.3).
  /// Null where a network has no such part.
  virtual torch::nn::Module* encoder() { return nullptr; }
};

/// Builds the network of `spec` with zero weights, in training mode: fill it by
/// initialise() or load_state(). Throws std::invalid_argument as validate()
/// does.
std::shared_ptr<Generator> make_generator(const ModelSpec& spec);

/// The last layer's activation.
torch::Tensor apply_output_activation(OutputActivation activation,
                                      const torch::Tensor& x);

}  // namespace p2p
