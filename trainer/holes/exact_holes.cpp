// SPDX-License-Identifier: MIT
// Draw, look, draw again.
#include "trainer/holes/exact_holes.h"

#include "trainer/holes/hole_ratio.h"

namespace p2p {

std::optional<torch::Tensor> draw_exactly(const HoleSource& source,
                                          Random& random, int height, int width,
                                          const HoleRange& range,
                                          int attempts) {
  for (int i = 0; i < attempts; ++i) {
    torch::Tensor mask = source.attempt(random, height, width, range);
    if (in_range(hole_ratio(mask), range) &&
        touches_border(mask) == range.border)
      return mask;
  }
  return std::nullopt;
}

}  // namespace p2p
