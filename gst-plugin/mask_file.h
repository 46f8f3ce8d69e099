// SPDX-License-Identifier: MIT
// A mask in a picture file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gst-plugin/hole_mask.h"

namespace p2p {

/// What a file holds once it is read: white pixels are holes. Independent of
/// the file from there on.
class MaskFile {
 public:
  MaskFile() = default;
  /// Any picture that GdkPixbuf reads; BT.601 luma of at least 128 is a hole,
  /// what is transparent is none. Throws ElementError that names the file.
  explicit MaskFile(const std::string& location);

  /// Whether there were greys that are neither black nor white.
  bool is_soft() const { return soft_; }
  int width() const { return width_; }
  int height() const { return height_; }

  /// Fills a mask of any size; of a pixel the nearest one counts.
  void scale_to(HoleMask& mask) const;

 private:
  int width_ = 0;
  int height_ = 0;
  bool soft_ = false;
  std::vector<uint8_t> pixels_;
};

}  // namespace p2p
