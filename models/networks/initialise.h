// SPDX-License-Identifier: MIT
// Weights before the first training step.
#pragma once

#include <cstdint>

#include <torch/nn/module.h>

namespace p2p {

/// Convolution weights from N(0, gain^2), biases 0, norm scales from
/// N(1, gain^2), norm shifts 0 (Isola et al. 2017, appendix 6.2: gain 0.02).
/// The same seed gives the same weights.
void initialise_normal(torch::nn::Module& network, uint64_t seed,
                       double gain = 0.02);

}  // namespace p2p
