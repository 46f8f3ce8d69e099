// SPDX-License-Identifier: MIT
// Masks of holes: grey frames in which 128 and more is a hole.
#pragma once

#include <vector>

#include "models/pixels/blend.h"
#include "models/pixels/pixel_box.h"
#include "models/pixels/planes.h"

namespace p2p {

inline constexpr int kHoleFrom = 128;

/// The smallest box around all holes; empty if there is none.
PixelBox hole_box(const P2pFrame& mask);

/// Blanks the holes of rows [first, last) of `planes`, which read_rows() has
/// filled: the picture's values there become 0. With format.mask_plane the
/// plane behind those of the picture becomes range.high in holes, range.low
/// elsewhere. Right of the mask both are reflected. `mask` has the size of the
/// frame; reflect_below() is to follow.
void read_holes(const P2pFrame& mask, const PlaneFormat& format,
                const Planes& planes, int first, int last);

/// How much of the network's picture is seen at each pixel. Keeps its memory
/// from frame to frame.
class HoleWeights {
 public:
  /// 1 in holes. Outside, max(0, 1 - d / (feather + 1)) with d the distance to
  /// the nearest pixel of a hole (Euclidean, between centres; exact:
  /// Felzenszwalb and Huttenlocher 2012, section 2). The result is valid until
  /// the next call.
  WeightPlane make(const P2pFrame& mask, int feather);

 private:
  void make_sharp(const P2pFrame& mask);
  void make_row(int y, int feather);

  WeightPlane plane_{};
  std::vector<float> weights_;
  std::vector<int> down_;  ///< distance along the column, capped; [rows, width]
  std::vector<int> place_;      ///< of a row's parabolas
  std::vector<double> border_;  ///< where each one's lowest part begins
};

}  // namespace p2p
