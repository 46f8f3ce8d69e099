// SPDX-License-Identifier: MIT
// A program on LibTorch's plain operators, step by step and slowly.
#pragma once

#include <functional>

#include <torch/types.h>

#include "models/inference/program.h"

namespace p2p {

/// Called with each step's name and its result before the activations.
using Observer =
    std::function<void(const std::string& step, const torch::Tensor& result)>;

/// fp32 [N, C, H, W] in and out: what every plan of the program must give.
torch::Tensor run_program(const Program& program, const torch::Tensor& x,
                          const Observer& observe = {});

}  // namespace p2p
