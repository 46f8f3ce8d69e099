// SPDX-License-Identifier: MIT
// Walking over pixels, or tiles of them, in the order of memory.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/inference/avx512/area.h"

namespace p2p::avx512 {

/// A grid of cells over some samples, or over some rows of one sample. Cells
/// are counted along x, then y, then samples.
struct Cells {
  int sample = 0;   ///< the first one
  int row = 0;      ///< the first one in each sample
  int samples = 0;  ///< how many
  int rows = 0;
  int columns = 0;

  int count() const { return samples * rows * columns; }
};

/// Where the cell (0, 0) of a sample begins in an area, and how far apart cells
/// are, in pixels.
struct CellOrigin {
  int y = 0;
  int x = 0;
  int step = 1;
};

/// Offsets in `area` of the cells first ... first + count - 1.
inline void locate(const Cells& cells, int first, int count, const Area& area,
                   const CellOrigin& origin, int channel, int64_t* offsets) {
  int row = first / cells.columns;
  int x = first % cells.columns;
  const int64_t step = static_cast<int64_t>(origin.step) * area.pitch;
  for (int done = 0; done < count; ++row, x = 0) {
    int64_t offset =
        area.offset(cells.sample + row / cells.rows,
                    (cells.row + row % cells.rows) * origin.step + origin.y,
                    x * origin.step + origin.x) +
        channel;
    const int end = std::min(count, done + cells.columns - x);
    for (; done < end; ++done, offset += step) offsets[done] = offset;
  }
}

}  // namespace p2p::avx512
