// SPDX-License-Identifier: MIT
// Masks for one row of a table: of a ratio, at the border or off it.
#pragma once

#include <optional>

#include "trainer/holes/hole_source.h"

namespace p2p {

/// HoleSource::draw() gives masks that *may* touch the border, and of files the
/// nearest ratio. This attempts until a mask's ratio is in `range` and, with
/// `range.border`, a hole touches the border, else none does. Nothing if none
/// of `attempts` masks is so. Throws what the source does.
std::optional<torch::Tensor> draw_exactly(const HoleSource& source,
                                          Random& random, int height, int width,
                                          const HoleRange& range, int attempts);

}  // namespace p2p
