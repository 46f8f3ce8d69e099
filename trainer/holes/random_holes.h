// SPDX-License-Identifier: MIT
// Irregular holes without files: strokes, blobs and boxes.
#pragma once

#include "trainer/holes/hole_source.h"

namespace p2p {

/// Draws the ratio evenly from the range and then shapes until it is met. The
/// mask has the whole number of pixels nearest to the ratio that was drawn and
/// in (least, most], at least one where `most` is not 0; where the border is
/// kept free and holds more than 1 - ratio, all the rest. No shape is made for
/// less than 0.3 % of the picture unless that is all; pieces that others or the
/// border cut off may be smaller. The pixels are
/// the same on every machine, and so in every build.
class GeneratedHoles : public HoleSource {
 public:
  /// Throws std::invalid_argument for a range that is none.
  explicit GeneratedHoles(const HoleRange& range);
  torch::Tensor draw(Random& random, int height, int width) const override {
    return attempt(random, height, width, range_);
  }
  torch::Tensor attempt(Random& random, int height, int width,
                        const HoleRange& range) const override;

 private:
  HoleRange range_;
};

}  // namespace p2p
