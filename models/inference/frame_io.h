// SPDX-License-Identifier: MIT
// Frames into a plan's input and out of its output, over all threads.
#pragma once

#include <span>
#include <vector>

#include "models/inference/plan.h"
#include "models/pixels/frame_planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Frame i goes to sample i, reflected to the right and below. Frames that do
/// not fit the format throw std::invalid_argument.
void read_frames(std::span<const P2pFrame> frames, const PlaneFormat& format,
                 Plan& plan);

/// Sample i goes to `outputs[i]`, whose fourth component comes from
/// `inputs[i]`.
void write_frames(std::span<const P2pFrame> inputs,
                  std::span<const P2pFrame> outputs, const PlaneFormat& format,
                  Plan& plan);

/// The same for networks with one output channel and a composition that is not
/// plain (pixels/mask_output.h). `weights` is memory that is kept from call to
/// call.
void write_masks(std::span<const P2pFrame> inputs,
                 std::span<const P2pFrame> outputs, const PlaneFormat& format,
                 const P2pComposition& composition, Plan& plan,
                 std::vector<float>& weights);

}  // namespace p2p
