// SPDX-License-Identifier: MIT
// Random crop and mirror (Isola et al. 2017, appendix 6.2).
#pragma once

#include "trainer/data/pair_source.h"
#include "trainer/data/random.h"

namespace p2p {

/// One draw, used for all pictures of a pair.
struct Jitter {
  int x = 0;  ///< left edge of the crop, pixels
  int y = 0;  ///< its upper edge
  int width = 0;
  int height = 0;
  bool flip = false;
};

/// Draws a crop of `crop` x `crop` out of `width` x `height`; throws
/// std::invalid_argument if it does not fit.
Jitter draw_jitter(Random& random, int width, int height, int crop,
                   bool may_flip);

/// All of `width` x `height`, mirrored or not.
Jitter draw_whole(Random& random, int width, int height, bool may_flip);

/// [H, W, C] to [jitter.height, jitter.width, C].
torch::Tensor apply_jitter(const torch::Tensor& picture, const Jitter& jitter);

}  // namespace p2p
