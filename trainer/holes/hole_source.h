// SPDX-License-Identifier: MIT
// Where the holes come from that a network learns to fill.
#pragma once

#include <memory>
#include <string>

#include <torch/types.h>

#include "trainer/data/random.h"

namespace p2p {

/// Which holes: their share of the picture, drawn evenly from (least, most]
/// (0 to 1), and whether they may touch its border; where they may not they
/// stay border_margin() away from it.
struct HoleRange {
  double least = 0.0;
  double most = 0.6;
  bool border = true;
};

/// Masks, one a draw. Immutable; any thread.
class HoleSource {
 public:
  virtual ~HoleSource() = default;
  /// A mask, uint8 [height, width, 1], 255 in holes and 0 elsewhere: a function
  /// of `random` alone (and of the files). Throws std::invalid_argument for an
  /// empty size and std::runtime_error naming a file that cannot be read.
  virtual torch::Tensor draw(Random& random, int height, int width) const = 0;

  /// The same of any range, in one attempt: a mask that may be out of it.
  virtual torch::Tensor attempt(Random& random, int height, int width,
                                const HoleRange& range) const = 0;
};
using HoleSourcePtr = std::shared_ptr<const HoleSource>;

struct HoleOptions {
  /// "none", "random" (generated), or a folder of mask pictures.
  std::string source = "none";
  HoleRange range = {};
  /// Of files; in every mask in memory white is hole.
  bool black_is_hole = false;
  /// Of files: turned, moved, cut out and dilated before use.
  bool augment = true;
};

/// nullptr for "none". Throws std::runtime_error naming a folder that is
/// missing or holds no picture, and std::invalid_argument for a range that is
/// none.
HoleSourcePtr open_holes(const HoleOptions& options);

/// What of the options changes what is learnt, as a JSON object in text; never
/// a path.
std::string to_json(const HoleOptions& options);

}  // namespace p2p
