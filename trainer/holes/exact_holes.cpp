// SPDX-License-Identifier: MIT
// Draw, look, draw again.
#include "trainer/holes/exact_holes.h"

#include <stdexcept>

#include "trainer/holes/hole_ratio.h"

namespace p2p {

ExactHoles::ExactHoles(const HoleOptions& options)
    : range_(options.range), source_(open_holes(options)) {
  if (!source_)
    throw std::invalid_argument(
        "there is nothing to fill: say which holes with --holes random or "
        "--holes FOLDER");
}

std::optional<torch::Tensor> ExactHoles::draw(Random& random, int height,
                                              int width, int draws) const {
  for (int i = 0; i < draws; ++i) {
    torch::Tensor mask = source_->draw(random, height, width);
    if (in_range(hole_ratio(mask), range_) &&
        touches_border(mask) == range_.border)
      return mask;
  }
  return std::nullopt;
}

}  // namespace p2p
