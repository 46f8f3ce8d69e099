// SPDX-License-Identifier: MIT
// Random crop and mirror (Isola et al. 2017, appendix 6.2).
#pragma once

#include "trainer/data/pair_source.h"
#include "trainer/data/random.h"

namespace p2p {

/// One draw, used for both pictures of a pair.
struct Jitter {
  int x = 0;  ///< left edge of the crop, pixels
  int y = 0;  ///< its upper edge
  bool flip = false;
};

/// Draws a crop of `crop` x `crop` out of `width` x `height`; throws
/// std::invalid_argument if it does not fit.
Jitter draw_jitter(Random& random, int width, int height, int crop,
                   bool may_flip);

/// uint8 [H, W, C] to [crop, crop, C].
torch::Tensor apply_jitter(const torch::Tensor& picture, const Jitter& jitter,
                           int crop);

}  // namespace p2p
