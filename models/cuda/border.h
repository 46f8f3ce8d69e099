// SPDX-License-Identifier: MIT
// The reflection around an area. Arithmetic for host and device.
#pragma once

#include "models/cuda/area.h"
#include "models/pixels/reflect.h"

namespace p2p::cuda {

/// A pixel of one sample; negative above and left of the inside.
struct Position {
  int y;
  int x;
};

/// Pixels of the border of one sample.
P2P_HOST_DEVICE inline uint32_t border_size(const Area& area) {
  return 2u * area.border * (area.width + 2 * area.border + area.height);
}

/// The rows above and below from left to right, then what is left and right of
/// the others.
P2P_HOST_DEVICE inline Position border_position(const Area& area,
                                                uint32_t index) {
  const int border = area.border;
  const int columns = area.width + 2 * border;
  int i = static_cast<int>(index);
  if (i < 2 * border * columns) {
    const int row = i / columns;
    return {row < border ? row - border : area.height + row - border,
            i % columns - border};
  }
  i -= 2 * border * columns;
  const int column = i % (2 * border);
  return {i / (2 * border),
          column < border ? column - border : area.width + column - border};
}

P2P_HOST_DEVICE inline int mirrored(int i, int size) {
  return reflect_index(i < 0 ? -i : i, size);
}

/// What one thread does: all channels that it moves at once of one pixel.
template <int width>
P2P_HOST_DEVICE inline void reflect_piece(const Area& area, uint32_t piece) {
  const uint32_t pieces = area.channels / width;
  const uint32_t pixel = piece / pieces;
  const int channel = static_cast<int>(piece % pieces) * width;
  const int sample = static_cast<int>(pixel / border_size(area));
  const Position to = border_position(area, pixel % border_size(area));
  Lanes<width>::at(area.at(sample, to.y, to.x, channel)) =
      Lanes<width>::at(area.at(sample, mirrored(to.y, area.height),
                               mirrored(to.x, area.width), channel));
}

}  // namespace p2p::cuda
