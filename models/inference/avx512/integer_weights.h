// SPDX-License-Identifier: MIT
// Weights as whole numbers (Jacob et al. 2018, section 2).
#pragma once

#include <vector>

#include "models/inference/avx512/weight_layout.h"

namespace p2p::avx512 {

/// A filter for stored activations: its weights are whole numbers, of which
/// scale[o] is the unit for output channel o.
struct IntegerFilter {
  Filter filter;
  std::vector<float> scale;
};

/// `input` says how each input channel is stored.
IntegerFilter integer_filter(const Filter& filter,
                             const std::vector<Quantisation>& input);

/// The bias of a phase without what the zero points add to its sums.
std::vector<float> phase_bias(const IntegerFilter& integers,
                              const PhaseKernel& phase,
                              const std::vector<Quantisation>& input);

}  // namespace p2p::avx512
