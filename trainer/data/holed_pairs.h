// SPDX-License-Identifier: MIT
// Pairs to be judged: each with holes that never change.
#pragma once

#include <utility>

#include "trainer/data/resized_pairs.h"
#include "trainer/holes/hole_source.h"

namespace p2p {

/// Every pair with a mask of its size, a function of (seed, index) alone and
/// other than any that training sees.
class HoledPairs : public PairDecorator {
 public:
  HoledPairs(PairSourcePtr pairs, HoleSourcePtr holes, uint64_t seed)
      : PairDecorator(std::move(pairs)),
        holes_(std::move(holes)),
        seed_(seed) {}
  Pair get(size_t index) const override;

 private:
  HoleSourcePtr holes_;
  uint64_t seed_;
};

}  // namespace p2p
