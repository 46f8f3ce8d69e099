// SPDX-License-Identifier: MIT
// frame_planes.h on the GPU: frames whose components lie in device memory.
#pragma once

#include "models/pixels/frame_planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p::cuda {

/// cudaStream_t, without CUDA's headers.
using Stream = void*;

/// Seen from outside libpix2pix-cuda.so.
#define P2P_CUDA_EXPORT __attribute__((visibility("default")))

/// As p2p::frame_to_planes(), for planes of every type and stride; elements
/// between two pixels are left alone. All pointers are device pointers, the
/// work is queued on `stream` and not waited for. Throws std::invalid_argument
/// for colours that do not fit, std::runtime_error with CUDA's words if the
/// launch fails.
P2P_CUDA_EXPORT void frame_to_planes(const P2pFrame& frame,
                                     const PlaneFormat& format,
                                     const Planes& planes, Stream stream);

/// As p2p::planes_to_frame(), likewise.
P2P_CUDA_EXPORT void planes_to_frame(const Planes& planes,
                                     const PlaneFormat& format,
                                     const P2pFrame& source,
                                     const P2pFrame& frame, Stream stream);

}  // namespace p2p::cuda
