// SPDX-License-Identifier: MIT
// GStreamer's colorimetry in the terms of the runtime.
#pragma once

#include <gst/video/video.h>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Matrix, range and chroma site of a Y'CbCr format. A matrix that is unknown
/// or not one is taken for BT.709 above 576 lines, else for BT.601; an unknown
/// chroma site lies half way between pixels. Both as videoconvert does, as is
/// that caps without colorimetry lose their chroma-site (GstVideoInfo).
P2pYuv describe_yuv(const GstVideoInfo& info);

/// PQ and HLG: the network was not trained on such values.
bool is_high_dynamic_range(const GstVideoInfo& info);

}  // namespace p2p
