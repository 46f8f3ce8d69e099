// SPDX-License-Identifier: MIT
// Frames of any 8-bit format to float planes and back, on the CPU.
#pragma once

#include "models/pixels/frame_pixels.h"
#include "models/pixels/value_range.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// How a network wants its values.
struct PlaneFormat {
  int channels = 3;  ///< 1 or 3
  bool bgr = false;  ///< plane 0 is blue
  ValueRange range;
};

/// Which plane holds colour 0 (R), 1 (G) or 2 (B).
P2P_HOST_DEVICE inline int plane_of(int colour, const PlaneFormat& format) {
  if (format.channels == 1) return 0;
  return format.bgr ? 2 - colour : colour;
}

/// Borrowed float planes [channels, height, width], dense.
struct Planes {
  float* data;
  int height;
  int width;

  P2P_HOST_DEVICE float* row(int channel, int y) const {
    return data + (static_cast<long>(channel) * height + y) * width;
  }
};

/// Writes `frame` to the top left of `planes`, which are at least as large,
/// and fills the rest by reflection. Grey goes to one channel, RGB and YUV to
/// three; other combinations throw std::invalid_argument.
void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes);

/// Writes the top left of `planes` into the colour components of `frame`,
/// rounded; one channel is repeated in R, G and B. A fourth component is
/// copied from `source`, a frame of the same size.
void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame);

/// The planes as write_pixel() and write_chroma() see them.
P2P_HOST_DEVICE inline RgbPlanes rgb_planes(const Planes& planes,
                                            const PlaneFormat& format) {
  return {
      {planes.row(plane_of(0, format), 0), planes.row(plane_of(1, format), 0),
       planes.row(plane_of(2, format), 0)},
      planes.width,
      format.range};
}

/// Throws std::invalid_argument unless the network's input, respectively
/// output, can be made from, or shown in, this frame.
void check_readable(const P2pFrame& frame, const PlaneFormat& format);
void check_writable(const P2pFrame& frame, const PlaneFormat& format);

}  // namespace p2p
