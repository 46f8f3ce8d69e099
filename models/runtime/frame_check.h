// SPDX-License-Identifier: MIT
// Whether frames that came through the C table may be touched.
#pragma once

#include <cstdint>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Throws RuntimeError(P2P_ERROR_FRAME) unless a frame of this size can be
/// processed: each side at least 1, at most 2^28 pixels.
void check_frame_size(int32_t width, int32_t height);

/// Throws RuntimeError(P2P_ERROR_FRAME) unless both frames are well formed,
/// describe pictures of the same size and colour model in separate memory, and
/// have what the model takes. What the pointers point to is not, and cannot be,
/// checked.
void check_frames(const P2pFrame& input, const P2pFrame& output,
                  const P2pEngineInfo& model);

}  // namespace p2p
