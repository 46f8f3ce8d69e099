// SPDX-License-Identifier: MIT
// Rows that components share, and copies of them.
#include "models/cuda/packed_frame.h"

#include <algorithm>
#include <cstring>

#include "models/pixels/frame_pixels.h"

namespace p2p::cuda {
namespace {

/// Rows begin where the GPU reads whole cache lines.
constexpr int kAlignment = 128;

template <typename Number>
Number aligned(Number size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

bool same_grid(const P2pComponent& a, const P2pComponent& b) {
  return a.row_stride == b.row_stride && a.pixel_stride == b.pixel_stride &&
         a.x_shift == b.x_shift && a.y_shift == b.y_shift;
}

/// Whether two components alternate sample by sample.
bool alternate(const P2pComponent& a, const P2pComponent& b) {
  const auto distance = a.data < b.data ? b.data - a.data : a.data - b.data;
  return same_grid(a, b) && distance < a.pixel_stride;
}

int samples_in_row(const P2pFrame& frame, const P2pComponent& c) {
  return sample_count(frame.width, c.x_shift);
}

/// Rows of the components from `c` on that alternate with it.
PackedRows rows_with(const P2pFrame& frame, int c, const int* rows_of) {
  const P2pComponent& one = frame.component[c];
  uint8_t* first = one.data;
  uint8_t* last = one.data;
  int members = 0;
  for (int i = c; i < frame.n_components; ++i) {
    if (rows_of[i] != rows_of[c]) continue;
    first = std::min(first, frame.component[i].data);
    last = std::max(last, frame.component[i].data);
    ++members;
  }
  const int row_bytes = (samples_in_row(frame, one) - 1) * one.pixel_stride +
                        static_cast<int>(last - first) + 1;
  return {.first = first,
          .row_stride = one.row_stride,
          .rows = sample_count(frame.height, one.y_shift),
          .row_bytes = row_bytes,
          .solid = members == one.pixel_stride,
          .offset = 0,
          .pitch = aligned(row_bytes)};
}

void scatter_component(const PackedRows& rows, const P2pFrame& frame,
                       const P2pComponent& c, const uint8_t* block) {
  const uint8_t* from = block + rows.offset + (c.data - rows.first);
  const int samples = samples_in_row(frame, c);
  for (int y = 0; y < rows.rows; ++y)
    for (int x = 0; x < samples; ++x)
      *sample_at(c, x, y) =
          from[static_cast<size_t>(y) * rows.pitch + x * c.pixel_stride];
}

}  // namespace

PackedFrame::PackedFrame(const P2pFrame& frame) {
  std::fill(rows_of, rows_of + 4, -1);
  for (int c = 0; c < frame.n_components; ++c) {
    if (rows_of[c] >= 0) continue;
    for (int i = c; i < frame.n_components; ++i)
      if (alternate(frame.component[c], frame.component[i]))
        rows_of[i] = n_rows;
    PackedRows& added = rows[n_rows++];
    added = rows_with(frame, c, rows_of);
    added.offset = bytes;
    bytes += static_cast<size_t>(added.rows) * added.pitch;
  }
}

P2pFrame view_of(const PackedFrame& packed, const P2pFrame& frame,
                 uint8_t* base) {
  P2pFrame view = frame;
  for (int c = 0; c < frame.n_components; ++c) {
    const PackedRows& rows = packed.rows[packed.rows_of[c]];
    view.component[c].data =
        base + rows.offset + (frame.component[c].data - rows.first);
    view.component[c].row_stride = rows.pitch;
  }
  return view;
}

void gather(const PackedFrame& packed, uint8_t* block) {
  for (int i = 0; i < packed.n_rows; ++i) {
    const PackedRows& rows = packed.rows[i];
    for (int y = 0; y < rows.rows; ++y)
      std::memcpy(block + rows.offset + static_cast<size_t>(y) * rows.pitch,
                  rows.first + static_cast<ptrdiff_t>(y) * rows.row_stride,
                  rows.row_bytes);
  }
}

void scatter(const PackedFrame& packed, const P2pFrame& frame,
             const uint8_t* block) {
  for (int i = 0; i < packed.n_rows; ++i) {
    const PackedRows& rows = packed.rows[i];
    if (rows.solid) {
      for (int y = 0; y < rows.rows; ++y)
        std::memcpy(rows.first + static_cast<ptrdiff_t>(y) * rows.row_stride,
                    block + rows.offset + static_cast<size_t>(y) * rows.pitch,
                    rows.row_bytes);
      continue;
    }
    for (int c = 0; c < frame.n_components; ++c)
      if (packed.rows_of[c] == i)
        scatter_component(rows, frame, frame.component[c], block);
  }
}

}  // namespace p2p::cuda
