// SPDX-License-Identifier: MIT
// Weights before the first training step.
#pragma once

#include <cstdint>
#include <string>

#include <torch/nn/module.h>

namespace p2p {

/// How convolution weights are drawn. "Fan" counts the weights of dimension 1
/// and the kernel (in) or of dimension 0 and the kernel (out), as PyTorch does
/// also for transposed convolutions.
enum class InitKind {
  kNormal,      ///< N(0, gain^2)
  kXavier,      ///< N(0, gain^2 2 / (fan in + fan out)), Glorot and Bengio 2010
  kKaiming,     ///< N(0, 2 / fan in), He et al. 2015; no gain
  kOrthogonal,  ///< orthogonal rows or columns times gain, Saxe et al. 2014
};

InitKind init_kind_from_string(const std::string& text);

/// Draws convolution weights; biases become 0, norm scales come from
/// N(1, gain^2), norm shifts become 0 (Isola et al. 2017, appendix 6.2: normal,
/// gain 0.02). The same seed gives the same weights.
void initialise(torch::nn::Module& network, InitKind kind, uint64_t seed,
                double gain = 0.02);

/// initialise() with InitKind::kNormal.
void initialise_normal(torch::nn::Module& network, uint64_t seed,
                       double gain = 0.02);

}  // namespace p2p
