// SPDX-License-Identifier: MIT
// The plan of fused, prepacked operators that LibTorch carries for its own
// compiler: oneDNN's kernels, which know every x86-64 and Arm processor.
#pragma once

#include <memory>

#include <torch/types.h>

#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p {

/// Whether this LibTorch has the operators with the arguments that we pass. Any
/// thread; never throws.
bool has_onednn_operators();

/// A program's weights packed for oneDNN; shared by plans of all sizes.
class OnednnNetwork;

/// `type` is kFloat or kBFloat16. Weights are packed for frames of the shape
/// `training` and reordered by each call at other sizes only if oneDNN's choice
/// differs there.
std::shared_ptr<const OnednnNetwork> pack_for_onednn(const Program& program,
                                                     torch::ScalarType type,
                                                     const PlanShape& training);

std::unique_ptr<Plan> make_onednn_plan(
    std::shared_ptr<const OnednnNetwork> network, const PlanShape& shape);

}  // namespace p2p
