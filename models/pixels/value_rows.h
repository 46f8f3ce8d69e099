// SPDX-License-Identifier: MIT
// Runs of pixels to network values in planes, and back.
#pragma once

#include "models/pixels/pixel_run.h"
#include "models/pixels/planes.h"

namespace p2p {

/// Stores the colours of a run as network values; `pixels` is overwritten.
/// Elements of `planes` between two pixels are left alone or set to 0.
void store_values(ColourRun& pixels, const RunPosition& run,
                  const PlaneFormat& format, const Planes& planes);

/// Fetches a run as R'G'B', 0 to 255, clamped and not rounded; one channel
/// goes to colour 0 only.
void load_pixels(const Planes& planes, const PlaneFormat& format,
                 const RunPosition& run, ColourRun& pixels);

/// out[i] = in[i]
void to_pixel_values(const SampleRun& samples, int n, float* out);

/// Rounded to nearest, halves up.
void round_pixels(const float* in, int n, SampleRun& out);

}  // namespace p2p
