// SPDX-License-Identifier: MIT
// A pair and what a network makes of it, side by side.
#pragma once

#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"
#include "trainer/data/pair_source.h"

namespace p2p {

/// Input, target and output, RGB as join_row() joins them; of a pair with
/// holes the picture without them (mid grey), the network's output, that output
/// in the holes only, and the target. Leaves the network in evaluation mode.
torch::Tensor sample_row(Generator& generator, const ModelSpec& spec,
                         NormMode mode, const Pair& pair);

}  // namespace p2p
