// SPDX-License-Identifier: MIT
// A mask while holes are drawn into it, counting its pixels.
#pragma once

#include <cstdint>
#include <span>

namespace p2p {

/// Pixels [left, right) x [top, bottom).
struct PlaneBounds {
  int left = 0, top = 0, right = 0, bottom = 0;
  bool operator==(const PlaneBounds&) const = default;
};

/// A view of bytes, row by row: 255 is hole. Holes are drawn inside a margin
/// only. Positions are in pixels from the upper left corner; the middle of the
/// first pixel is at (0.5, 0.5).
class HolePlane {
 public:
  /// `pixels` has width * height zeros and must outlive the plane.
  HolePlane(std::span<uint8_t> pixels, int height, int width, int margin);

  int width() const { return width_; }
  int height() const { return height_; }
  /// Where holes may be.
  const PlaneBounds& inside() const { return inside_; }
  /// Pixels where a hole may still be drawn.
  int64_t room() const { return room_; }

  bool is_free(int x, int y) const { return pixels_[at(x, y)] == 0; }
  void fill(size_t index) {
    pixels_[index] = 255;
    --room_;
  }
  size_t at(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(width_) +
           static_cast<size_t>(x);
  }

  /// Makes a hole of the pixels whose middle is in the disc, from above, but of
  /// no more than `most` that were none; returns how many that were.
  int64_t add_disc(double x, double y, double radius, int64_t most);

  /// The square of half side `reach` about a place, cut off at inside().
  PlaneBounds around(double x, double y, double reach) const;

 private:
  std::span<uint8_t> pixels_;
  int width_, height_;
  PlaneBounds inside_;
  int64_t room_;
};

}  // namespace p2p
