// SPDX-License-Identifier: MIT
// Masks by index.
#include "trainer/data/holed_pairs.h"

#include <cstdint>
#include <limits>

namespace p2p {

Pair HoledPairs::get(size_t index) const {
  // No epoch of a training has this number.
  constexpr uint32_t kJudging = std::numeric_limits<uint32_t>::max();
  Pair pair = pairs().get(index);
  Random random(seed_, Stream::kHoles, kJudging, static_cast<uint32_t>(index));
  pair.holes = holes_->draw(random, static_cast<int>(pair.a.size(0)),
                            static_cast<int>(pair.a.size(1)));
  return pair;
}

}  // namespace p2p
