// SPDX-License-Identifier: MIT
// The mask of one frame's holes, and the ways to see them in the frame.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <gst/gst.h>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// A grey picture that keeps its memory from frame to frame: 255 is a hole, 0
/// is none.
class HoleMask {
 public:
  /// Of this size and without holes.
  void reset(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  uint8_t* row(int y) {
    return pixels_.data() + static_cast<size_t>(y) * width_;
  }

  /// Holes where there were none, and the reverse.
  void invert();
  /// The pixels [left, right) by [top, bottom), as far as they are inside.
  void add_box(int64_t left, int64_t top, int64_t right, int64_t bottom);
  bool any() const;
  bool all() const;

  /// As the runtime takes it; valid until the mask is changed.
  P2pFrame frame();

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<uint8_t> pixels_;
};

// Each function fills a mask that was reset to the size of the frame.

/// Holes are where the frame is transparent: alpha below 128. The frame has
/// four components.
void find_transparent(const P2pFrame& frame, HoleMask& mask);

/// Holes are where R', G' and B' each are within `tolerance` levels of those of
/// `colour`, 0xAARRGGBB; in grey frames, of its luma (BT.601).
void find_colour(const P2pFrame& frame, uint32_t colour, int tolerance,
                 HoleMask& mask);

/// Holes are the boxes of the buffer's GstVideoRegionOfInterestMeta of `type`
/// (empty: any), grown by `margin` pixels on every side.
void find_regions(GstBuffer* buffer, const std::string& type, int margin,
                  HoleMask& mask);

/// Sets alpha to 255 in holes: what was filled is seen.
void make_opaque(HoleMask& mask, const P2pFrame& frame);

}  // namespace p2p
