// SPDX-License-Identifier: MIT
// Frames into a plan's input and out of its output, over all threads.
#pragma once

#include <span>
#include <vector>

#include "models/inference/plan.h"
#include "models/pixels/blend.h"
#include "models/pixels/frame_planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Frame i goes to sample i, reflected to the right and below. Frames that do
/// not fit the format throw std::invalid_argument.
void read_frames(std::span<const P2pFrame> frames, const PlaneFormat& format,
                 Plan& plan);

/// The same for one frame and the holes in it, which the network sees blanked
/// and, with format.mask_plane, in a plane behind the picture. `mask` has the
/// size of `frame`.
void read_frame_with_holes(const P2pFrame& frame, const P2pFrame& mask,
                           const PlaneFormat& format, Plan& plan);

/// Lays the network's picture in `output` over `input` by `weights`
/// (pixels/blend_rows.h), over all threads.
void lay_over_input(const P2pFrame& input, const WeightPlane& weights,
                    const P2pFrame& output);

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
