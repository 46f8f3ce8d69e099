// SPDX-License-Identifier: MIT
// A picture that shows how training goes: some pairs and the outputs in rows.
#pragma once

#include <cstdint>

#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"
#include "trainer/data/pair_source.h"

namespace p2p {

/// Rows of sample_row.h, uint8 [H, W, 3], with a white rim between. The first
/// `rows` pairs are the same every time, as many again are drawn for (seed,
/// epoch). Leaves the network in evaluation mode.
torch::Tensor sample_sheet(Generator& generator, const ModelSpec& spec,
                           NormMode mode, const PairSource& pairs, int rows,
                           uint64_t seed, int epoch);

}  // namespace p2p
