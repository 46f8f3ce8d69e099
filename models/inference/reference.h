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
///
/// For a spec with a mask input `picture` has picture_channels(spec), and
/// `holes`, uint8 [H, W, 1], is 128 and more where it is missing: what the
/// network makes of it comes back, also outside the holes. Throws
/// std::invalid_argument for holes that the spec does not take, and for none
/// where it wants some.
torch::Tensor run_reference(Generator& generator, const ModelSpec& spec,
                            NormMode mode, const torch::Tensor& picture,
                            const torch::Tensor& holes = {});

/// `picture` with its holes filled by what the network `made` of it and, along
/// their edges, by their surroundings (pixels/hole_seam.h); all uint8
/// [H, W, C], `holes` [H, W, 1] as above.
torch::Tensor fill_reference(const torch::Tensor& picture,
                             const torch::Tensor& made,
                             const torch::Tensor& holes);

/// `inside` in the holes, `outside` elsewhere; both uint8 [H, W, C].
torch::Tensor composite(const torch::Tensor& outside,
                        const torch::Tensor& inside,
                        const torch::Tensor& holes);

}  // namespace p2p
