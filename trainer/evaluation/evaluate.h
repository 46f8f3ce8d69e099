// SPDX-License-Identifier: MIT
// A generator's usual figures over a data set.
#pragma once

#include <cstddef>

#include "trainer/evaluation/figure_table.h"
#include "trainer/evaluation/structural_similarity.h"

namespace p2p {

struct PictureFigures {
  double l1 = 0.0;
  double psnr = 0.0;
  double ssim = 0.0;
};

/// Means over `pictures` pairs.
struct Figures {
  PictureFigures mean;
  size_t pictures = 0;
};

/// L1, PSNR and SSIM as score() finds them.
Figures evaluate(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const PairSource& pairs);

}  // namespace p2p
