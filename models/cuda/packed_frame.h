// SPDX-License-Identifier: MIT
// A frame's samples gathered in one block of memory, for one copy over the bus.
#pragma once

#include <cstddef>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p::cuda {

/// Components whose samples alternate in the same rows: R, G and B of a packed
/// frame, Cb and Cr of NV12, or one plane.
struct PackedRows {
  uint8_t* first;  ///< in the frame
  int row_stride;  ///< in the frame
  int rows;
  int row_bytes;
  bool solid;     ///< no byte between the samples belongs to nobody
  size_t offset;  ///< in the block
  int pitch;      ///< in the block
};

/// Where a frame's samples lie in a block. Sizes depend on the format alone,
/// not on the frame's strides.
struct PackedFrame {
  PackedRows rows[4];
  int n_rows = 0;
  int rows_of[4] = {};  ///< of each component
  size_t bytes = 0;

  explicit PackedFrame(const P2pFrame& frame);
};

/// The frame in a block at `base`, which this function does not touch.
P2pFrame view_of(const PackedFrame& packed, const P2pFrame& frame,
                 uint8_t* base);

/// From the frame to the block. Between samples the block gets whatever the
/// frame has there.
void gather(const PackedFrame& packed, uint8_t* block);

/// From the block to the frame: its samples, and no byte beside them.
void scatter(const PackedFrame& packed, const P2pFrame& frame,
             const uint8_t* block);

}  // namespace p2p::cuda
