// SPDX-License-Identifier: MIT
// The plan of a GPU: a list of steps, captured once and replayed as one graph.
#pragma once

#include <memory>

#include "models/cuda/resources.h"
#include "models/cuda/step_list.h"

namespace p2p::cuda {

/// `stream` is of the program's device, a GPU. Plans of one thread share it:
/// LibTorch keeps memory that was freed for the stream that it was used on.
std::unique_ptr<Plan> make_graph_plan(
    std::shared_ptr<const PackedProgram> program, const PlanShape& shape,
    std::shared_ptr<const OwnStream> stream);

}  // namespace p2p::cuda
