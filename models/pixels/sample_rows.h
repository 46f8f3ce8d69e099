// SPDX-License-Identifier: MIT
// 8-bit samples of a frame's rows, taken out of and put into pixels of any
// layout.
#pragma once

#include <cstdint>

#include "models/pixels/pixel_run.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Copies `n` samples that lie `stride` bytes apart, from `in` on.
void gather_samples(const uint8_t* in, int stride, int n, uint8_t* out);

/// The reverse: bytes between the samples are left alone.
void scatter_samples(const uint8_t* in, int n, uint8_t* out, int stride);

/// Writes the components of an RGB frame; sample[3] is not read unless there
/// are four. Bytes that belong to no component keep their value, but those
/// between two pixels of the run are written: nobody else may do so meanwhile.
void scatter_colours(const SampleRun (&sample)[4], const RunPosition& run,
                     const P2pFrame& frame);

}  // namespace p2p
