// SPDX-License-Identifier: MIT
// The plan of a GPU: a list of steps, captured once and replayed as one graph.
#pragma once

#include <memory>

#include "models/cuda/step_list.h"

namespace p2p::cuda {

/// It has a stream of its own. The program's device must be a GPU.
std::unique_ptr<Plan> make_graph_plan(
    std::shared_ptr<const PackedProgram> program, const PlanShape& shape);

}  // namespace p2p::cuda
