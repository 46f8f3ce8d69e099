// SPDX-License-Identifier: MIT
// Pictures of one size, without resampling them.
#pragma once

#include <utility>

#include "trainer/data/resized_pairs.h"

namespace p2p {

/// The middle `size` x `size` pixels of every pair's pictures. get() throws
/// std::runtime_error naming a picture that is smaller.
class CentrePairs : public PairDecorator {
 public:
  CentrePairs(PairSourcePtr pairs, int size)
      : PairDecorator(std::move(pairs)), size_(size) {}
  Pair get(size_t index) const override;

 private:
  int size_;
};

}  // namespace p2p
