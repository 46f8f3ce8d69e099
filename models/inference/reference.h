// SPDX-License-Identifier: MIT
// The slow, plain way from picture to picture, which every plan must match.
#pragma once

#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// uint8 [H, W, in_channels] (RGB or grey) to [H, W, out_channels] through the
/// network with the given statistics, dropout off, in the network's own
/// precision: whole picture, reflected to the right and below up to the
/// network's multiple, and cropped back. Leaves the network in evaluation mode
/// with these statistics.
torch::Tensor run_reference(Generator& generator, const ModelSpec& spec,
                            NormMode mode, const torch::Tensor& picture);

}  // namespace p2p
