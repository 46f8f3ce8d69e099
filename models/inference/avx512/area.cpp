// SPDX-License-Identifier: MIT
// Reflected borders.
#include "models/inference/avx512/area.h"

#include <cstring>

#include "models/pixels/reflect.h"

namespace p2p::avx512 {
namespace {

/// reflect_index() for indices on either side.
int mirrored(int i, int size) { return reflect_index(i < 0 ? -i : i, size); }

void fill_sides(const Area& area, int sample, int y) {
  const size_t bytes = static_cast<size_t>(area.pitch) * size_of(area.type);
  for (int i = 1; i <= area.border; ++i)
    for (const int x : {-i, area.width - 1 + i})
      std::memcpy(area.at(area.offset(sample, y, x)),
                  area.at(area.offset(sample, y, mirrored(x, area.width))),
                  bytes);
}

void fill_rows(const Area& area, int sample) {
  const size_t bytes =
      static_cast<size_t>(area.row_pitch()) * size_of(area.type);
  for (int i = 1; i <= area.border; ++i)
    for (const int y : {-i, area.height - 1 + i})
      std::memcpy(area.at(area.row(sample, y) * area.row_pitch()),
                  area.at(area.row(sample, mirrored(y, area.height)) *
                          area.row_pitch()),
                  bytes);
}

}  // namespace

void fill_border(const Area& area) {
  if (area.fill == Border::kZero) return;
  for (int n = 0; n < area.samples; ++n) {
    for (int y = 0; y < area.height; ++y) fill_sides(area, n, y);
    fill_rows(area, n);
  }
}

}  // namespace p2p::avx512
