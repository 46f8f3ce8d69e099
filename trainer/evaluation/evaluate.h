// SPDX-License-Identifier: MIT
// A generator's figures over a data set.
#pragma once

#include <cstddef>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"
#include "trainer/data/pair_source.h"
#include "trainer/evaluation/picture_metrics.h"

namespace p2p {

/// Means over `pictures` pairs.
struct Figures {
  PictureFigures mean;
  size_t pictures = 0;
};

/// Compares run_reference(a) with b for every pair.
Figures evaluate(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const PairSource& pairs);

}  // namespace p2p
