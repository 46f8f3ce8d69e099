// SPDX-License-Identifier: MIT
// Only what IEEE 754 rounds exactly (+ - * / sqrt, floor), so that every
// machine draws the same pixels.
#include "trainer/holes/hole_plane.h"

#include <algorithm>
#include <cmath>

namespace p2p {
namespace {

/// A whole number within [low, high], also of a place far outside.
int clamped(double value, int low, int high) {
  return static_cast<int>(
      std::clamp(value, static_cast<double>(low), static_cast<double>(high)));
}

}  // namespace

HolePlane::HolePlane(std::span<uint8_t> pixels, int height, int width,
                     int margin)
    : pixels_(pixels),
      width_(width),
      height_(height),
      inside_{margin, margin, std::max(margin, width - margin),
              std::max(margin, height - margin)},
      room_(static_cast<int64_t>(inside_.right - inside_.left) *
            (inside_.bottom - inside_.top)) {}

PlaneBounds HolePlane::around(double x, double y, double reach) const {
  return {clamped(std::floor(x - reach), inside_.left, inside_.right),
          clamped(std::floor(y - reach), inside_.top, inside_.bottom),
          clamped(std::floor(x + reach) + 1.0, inside_.left, inside_.right),
          clamped(std::floor(y + reach) + 1.0, inside_.top, inside_.bottom)};
}

int64_t HolePlane::add_disc(double x, double y, double radius, int64_t most) {
  const PlaneBounds box = around(x, y, radius);
  int64_t made = 0;
  for (int row = box.top; row < box.bottom; ++row) {
    const double down = row + 0.5 - y;
    const double square = radius * radius - down * down;
    if (square < 0.0) continue;
    // Middles of pixels from x - half to x + half.
    const double half = std::sqrt(square);
    const int from =
        clamped(std::ceil(x - half - 0.5), inside_.left, inside_.right);
    const int to =
        clamped(std::floor(x + half - 0.5) + 1.0, inside_.left, inside_.right);
    for (int column = from; column < to; ++column) {
      if (!is_free(column, row)) continue;
      if (made == most) return made;
      fill(at(column, row));
      ++made;
    }
  }
  return made;
}

}  // namespace p2p
