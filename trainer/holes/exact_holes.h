// SPDX-License-Identifier: MIT
// Masks for one row of a table: of a ratio, at the border or off it.
#pragma once

#include <optional>

#include "trainer/holes/hole_source.h"

namespace p2p {

/// A source gives masks that *may* touch the border, and of files the nearest
/// ratio; this one draws until a mask is what is wanted.
class ExactHoles {
 public:
  /// `options.range` is the ratio that is wanted; with `range.border` a hole
  /// touches the border, else none does. Throws as open_holes() does, and
  /// std::invalid_argument for a source "none".
  explicit ExactHoles(const HoleOptions& options);

  /// Nothing if none of `draws` masks fits.
  std::optional<torch::Tensor> draw(Random& random, int height, int width,
                                    int draws) const;

 private:
  HoleRange range_;
  HoleSourcePtr source_;
};

}  // namespace p2p
