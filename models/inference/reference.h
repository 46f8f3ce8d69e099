// SPDX-License-Identifier: MIT
// The slow, plain way from picture to picture, which every plan must match.
#pragma once

#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// What the network is shown of uint8 [H, W, in_channels] (RGB or grey): fp32
/// [1, in_channels, H, W] in its range and order of channels, reflected to the
/// right and below up to a size that it takes.
///
/// For a spec with a mask input `picture` has picture_channels(spec), and
/// `holes`, uint8 [H, W, 1], is 128 and more where it is missing. Throws
/// std::invalid_argument for holes that the spec does not take, and for none
/// where it wants some.
torch::Tensor network_input(const ModelSpec& spec, const torch::Tensor& picture,
                            const torch::Tensor& holes = {});

/// network_input() through the network with the given statistics, dropout off,
/// in the network's own precision, cropped back, also what it makes outside of
/// holes: [out_channels, H, W] in the network's own range, order of channels,
/// type and device. Leaves the network in evaluation mode with these
/// statistics.
torch::Tensor run_values(Generator& generator, const ModelSpec& spec,
                         NormMode mode, const torch::Tensor& picture,
                         const torch::Tensor& holes = {});

/// What run_values() gave as a picture: uint8 [H, W, out_channels], RGB or
/// grey, rounded as tensor_to_picture() does.
torch::Tensor rounded(const torch::Tensor& values, const ModelSpec& spec);

/// run_values(), rounded().
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
