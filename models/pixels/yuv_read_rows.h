// SPDX-License-Identifier: MIT
// Runs of Y'CbCr pixels to network values, with chroma of any resolution.
#pragma once

#include "models/pixels/pixel_run.h"
#include "models/pixels/value_range.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// read_pixel() of a YUV frame, as network values, for a run that starts at a
/// multiple of kRunLength.
void read_yuv_run(const P2pFrame& frame, const RunPosition& run,
                  ValueRange range, ColourRun& values);

}  // namespace p2p
