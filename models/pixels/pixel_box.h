// SPDX-License-Identifier: MIT
// Rectangles of a frame, and the part of a frame that one is.
#pragma once

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Pixels [x, x + width) by [y, y + height).
struct PixelBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool empty() const { return width <= 0 || height <= 0; }
  bool operator==(const PixelBox&) const = default;
};

/// Luma pixels of one chroma sample along each axis; 1 without chroma. A crop
/// must begin at multiples of them.
struct ChromaStep {
  int x = 1;
  int y = 1;
};
ChromaStep chroma_step(const P2pFrame& frame);

/// A view of a part of `frame`, which lies inside it and begins at chroma
/// steps.
P2pFrame crop(const P2pFrame& frame, const PixelBox& box);

/// Copies every component; bytes of none keep their value. Same size and kind.
void copy_frame(const P2pFrame& from, const P2pFrame& to);

}  // namespace p2p
