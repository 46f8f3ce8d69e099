// SPDX-License-Identifier: MIT
// The levels that a U-Net consists of.
#pragma once

#include <vector>

#include "models/weights/model_spec.h"

namespace p2p {

/// The two convolutions of a level; channels.
struct UnetLevelShape {
  int in;     ///< what comes from outside, for the one down
  int width;  ///< that it makes
  int up_in;  ///< for the one up: joined with what comes from below, if any
              ///< does
  int out;    ///< that it makes
  bool down_normed;
  bool down_bias;
  /// Behind the outermost one there is a norm inside full-size layers only,
  /// which is theirs.
  bool up_normed;
  bool up_bias;
  int up_kernel;   ///< 4 of a transposed convolution, 3 behind a resize
  double dropout;  ///< behind the one up; 0: none
};
inline constexpr int kUnetDownKernel = 4;
inline constexpr int kFullSizeKernel = 3;

/// From the outermost level, at index 0, to the bottleneck. The outermost one
/// takes and makes pictures, or the features of full-size layers.
std::vector<UnetLevelShape> unet_levels(const ModelSpec& spec);

}  // namespace p2p
