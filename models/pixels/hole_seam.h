// SPDX-License-Identifier: MIT
// The edge of a hole from the inside, where surroundings know best.
#pragma once

#include <array>
#include <vector>

#include "models/pixels/planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// How much of a hole's pixel comes from its surroundings instead of the
/// network, by its distance from the edge in pixels (of eight neighbours).
/// Partial convolutions divide by how many pixels are known, not by the weights
/// these have: a pixel from the edge a plain mean of its known neighbours is
/// nearer to the truth than what a network makes (doc/inpainting.md).
inline constexpr std::array<float, 3> kSeamShares = {0.7f, 0.4f, 0.2f};

/// Blends the pixels along the edge with the mean of those of their neighbours
/// that are known or nearer to the edge, weighted 2 beside and 1 across the
/// corner (normalised convolution: Knutsson and Westin 1993). Keeps its memory
/// from frame to frame.
class HoleSeam {
 public:
  /// What `picture`, whose planes begin with the colours of `format`, holds
  /// around the holes of `mask`.
  void read(const P2pFrame& mask, const Planes& picture,
            const PlaneFormat& format);

  /// Lays it into what the network made, with as many colours in the same
  /// range; what leaves the range is cut off first.
  void blend(const Planes& made, const PlaneFormat& format) const;

 private:
  struct Pixel {
    int x, y;
    std::array<float, 3> colours;
  };
  void find_holes(const P2pFrame& mask);
  void add(int x, int y, int known, const Planes& picture,
           const PlaneFormat& format);

  int width_ = 0, height_ = 0;
  std::vector<int> slots_;     ///< by position: known, missing, or of pixels_
  std::vector<Pixel> pixels_;  ///< by distance
  std::array<size_t, kSeamShares.size()> ends_{};  ///< of each distance's
};

}  // namespace p2p
