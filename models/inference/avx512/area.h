// SPDX-License-Identifier: MIT
// A buffer of the program with its memory: pixels of channels, and a border.
#pragma once

#include <cstdint>

#include "models/inference/avx512/arena.h"
#include "models/inference/avx512/kernels.h"
#include "models/inference/program.h"

namespace p2p::avx512 {

/// Channels between one pixel and the next: whole groups of any type.
constexpr int channel_pitch(int channels) { return (channels + 3) / 4 * 4; }

/// [samples, border + height + border, border + width + border, pitch].
struct Area {
  void* data = nullptr;
  Type type = Type::kFp32;
  int samples = 0, height = 0, width = 0;  ///< without the border
  int border = 0;
  Border fill = Border::kZero;
  int pitch = 0;  ///< channels between pixels

  int64_t row_pitch() const {
    return static_cast<int64_t>(width + 2 * border) * pitch;
  }
  int rows_per_sample() const { return height + 2 * border; }
  /// Rows of all samples lie one after the other.
  int64_t row(int sample, int y) const {
    return static_cast<int64_t>(sample) * rows_per_sample() + y + border;
  }
  /// Elements from the first one to pixel (x, y), which may be of the border.
  int64_t offset(int sample, int y, int x) const {
    return row(sample, y) * row_pitch() +
           static_cast<int64_t>(x + border) * pitch;
  }
  int64_t elements() const {
    return static_cast<int64_t>(samples) * rows_per_sample() * row_pitch();
  }
  void* at(int64_t element) const {
    return static_cast<char*>(data) + element * size_of(type);
  }
};

/// Copies what the border mirrors; nothing for a zero border.
void fill_border(const Area& area);

}  // namespace p2p::avx512
