// SPDX-License-Identifier: MIT
// Which pictures are filled where, so that whoever fills them can be compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <torch/types.h>

#include "trainer/data/pair_source.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {

/// A picture with holes in it.
struct HoleCase {
  size_t picture = 0;   ///< index of its pair
  int bucket = 0;       ///< ratio_bucket() of the mask
  bool border = false;  ///< whether a hole touches the border
  torch::Tensor holes;  ///< uint8 [H, W, 1], 255 in holes
};

/// For every picture one mask of each bucket that touches the border and one
/// that keeps off it, drawn from `holes` (whose range does not matter): a
/// function of seed and picture index. Masks that the source does not have, of
/// a bucket for example, are left out. Throws std::invalid_argument for a
/// source "none", and what open_holes() does.
std::vector<HoleCase> hole_cases(const PairSource& pairs,
                                 const HoleOptions& holes, uint64_t seed);

/// "20-30 %"
std::string bucket_name(int bucket);

}  // namespace p2p
