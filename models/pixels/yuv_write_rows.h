// SPDX-License-Identifier: MIT
// Network values to rows of Y'CbCr, with chroma of any resolution.
#pragma once

#include "models/pixels/planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// write_chroma() for row `y` of the chroma components, and write_pixel() for
/// the rows of luma that begin with it.
void write_yuv_rows(const Planes& planes, const PlaneFormat& format,
                    const P2pFrame& frame, int y);

}  // namespace p2p
