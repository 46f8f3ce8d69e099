// SPDX-License-Identifier: MIT
// A network's picture together with what it was rounded from.
#pragma once

#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// Both [H, W, C], RGB or grey.
struct NetworkOutput {
  torch::Tensor picture;  ///< uint8
  /// The same before it was rounded: fp32, clamped to 0 (black) to 1 (white).
  torch::Tensor values;
};

/// run_reference() that keeps what the network said, also outside the holes.
NetworkOutput run_network(Generator& generator, const ModelSpec& spec,
                          NormMode mode, const torch::Tensor& picture,
                          const torch::Tensor& holes = {});

}  // namespace p2p
