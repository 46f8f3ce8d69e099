// SPDX-License-Identifier: MIT
// Input and output of the plans that run on LibTorch's tensors.
#pragma once

#include <torch/types.h>

#include "models/inference/plan.h"

namespace p2p {

/// fp32 or bf16 [batch, channels, height, width], channels last, on the host;
/// in page-locked memory if `pinned`.
torch::Tensor host_tensor(const PlanShape& shape, int channels,
                          torch::ScalarType type, bool pinned);

/// One sample of such a tensor.
Planes planes_of(const torch::Tensor& tensor, int index);

}  // namespace p2p
