// SPDX-License-Identifier: MIT
// Runs of Y'CbCr pixels to R'G'B' and back, with chroma of any resolution.
#pragma once

#include "models/pixels/pixel_run.h"
#include "models/pixels/planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// read_pixel() of a YUV frame, as network values, for a run that starts at a
/// multiple of kRunLength.
void read_yuv_run(const P2pFrame& frame, const RunPosition& run,
                  ValueRange range, ColourRun& values);

/// Luma of pixels that load_pixels() fetched.
void luma_of(const ColourRun& pixels, int channels, int n, const P2pYuv& yuv,
             SampleRun& out);

/// write_chroma() for row `y` of the chroma components.
void write_chroma_row(const Planes& planes, const PlaneFormat& format,
                      const P2pFrame& frame, int y);

}  // namespace p2p
