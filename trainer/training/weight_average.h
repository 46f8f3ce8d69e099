// SPDX-License-Identifier: MIT
// A generator whose weights follow another's slowly.
#pragma once

#include <cstdint>
#include <memory>

#include "models/networks/generator.h"

namespace p2p {

/// The exponential moving average of a generator's weights, with the warm-up of
/// early steps: after step t (from 0) the average keeps
/// min(decay, (1 + t) / (10 + t)) of itself. Statistics of norm layers are
/// copied, not averaged.
class WeightAverage {
 public:
  /// `average` is a network of the same spec; it takes over `source`'s weights
  /// and their device and layout, and no gradient.
  WeightAverage(std::shared_ptr<Generator> average, const Generator& source,
                double decay);

  /// After every optimiser step of `source`.
  void follow(const Generator& source);

  Generator& generator() { return *average_; }
  int64_t steps() const { return steps_; }
  void set_steps(int64_t steps) { steps_ = steps; }

 private:
  std::shared_ptr<Generator> average_;
  double decay_;
  int64_t steps_ = 0;
};

/// Makes every parameter and buffer of `target` equal to that of `source`, a
/// network of the same spec, on any device.
void copy_state(Generator& target, const Generator& source);

}  // namespace p2p
