// SPDX-License-Identifier: MIT
// Frames of any 8-bit format to planes of network values and back, on the CPU.
#pragma once

#include "models/pixels/planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

// The functions on rows let a caller spread a frame over threads: calls for
// different rows may run at the same time. None allocates.

/// A frame is cut for threads at multiples of this, so that no chroma row is
/// written twice.
inline constexpr int kRowGroup = 4;

/// Throws std::invalid_argument unless the network's input, respectively
/// output, can be made from, or shown in, this frame.
void check_readable(const P2pFrame& frame, const PlaneFormat& format);
void check_writable(const P2pFrame& frame, const PlaneFormat& format);

/// Writes rows [first, last) of a readable `frame` to the same rows of
/// `planes`, and right of the frame its reflection. Grey goes to one channel,
/// RGB and YUV to three. Elements between two pixels of `planes` are left alone
/// or set to 0.
void read_rows(const P2pFrame& frame, const PlaneFormat& format,
               const Planes& planes, int first, int last);

/// Fills the rows below the frame, when all above are there, by reflection.
void reflect_below(const P2pFrame& frame, const PlaneFormat& format,
                   const Planes& planes);

/// Writes rows [first, last) of a writable `frame`, and the chroma rows that
/// begin in them, from `planes`, which are complete: chroma averages over
/// neighbours. `first` is a multiple of kRowGroup, and so is `last` or it is
/// the height. Pixels are rounded; one channel is repeated in R, G and B. A
/// fourth component is copied from `source`, a frame of the same size.
void write_rows(const Planes& planes, const PlaneFormat& format,
                const P2pFrame& source, const P2pFrame& frame, int first,
                int last);

/// read_rows() and reflect_below() for a whole frame, checked: it goes to the
/// top left of `planes`, which are at least as large.
void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes);

/// write_rows() for a whole frame, checked.
void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame);

}  // namespace p2p
