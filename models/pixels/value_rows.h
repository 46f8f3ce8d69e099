// SPDX-License-Identifier: MIT
// Runs of network values into planes and out of them.
#pragma once

#include "models/pixels/pixel_run.h"
#include "models/pixels/planes.h"

namespace p2p {

/// Samples as network values.
void to_network_values(const SampleRun& samples, int n, ValueRange range,
                       float* out);

/// Stores the network values of a run, given by colour. Elements of `planes`
/// between two pixels are left alone or set to 0.
void store_values(const ColourRun& values, const RunPosition& run,
                  const PlaneFormat& format, const Planes& planes);

/// The reverse; one channel goes to colour 0 only.
void load_values(const Planes& planes, const PlaneFormat& format,
                 const RunPosition& run, ColourRun& values);

/// The same as R'G'B', 0 to 255, clamped and not rounded.
void load_pixels(const Planes& planes, const PlaneFormat& format,
                 const RunPosition& run, ColourRun& pixels);

/// Network values as samples, rounded.
void to_samples(const float* values, int n, ValueRange range, SampleRun& out);

}  // namespace p2p
