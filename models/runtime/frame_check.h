// SPDX-License-Identifier: MIT
// Whether frames that came through the C table may be touched.
#pragma once

#include <cstdint>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Throws RuntimeError(P2P_ERROR_FRAME) unless a frame of this size can be
/// processed: each side at least 1, at most 2^28 pixels.
void check_frame_size(int32_t width, int32_t height);

/// Throws RuntimeError(P2P_ERROR_FRAME) unless the frames of `job` are well
/// formed, describe pictures of the same size in separate memory, and have the
/// colours that the model takes and makes, and RuntimeError(P2P_ERROR_SETTINGS)
/// unless the model has what its mask and its composition need. What the
/// pointers point to is not, and cannot be, checked.
void check_job(const P2pJob& job, const P2pEngineInfo& model);

}  // namespace p2p
