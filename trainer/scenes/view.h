// SPDX-License-Identifier: MIT
// Where the camera is: a window on the world, seen from straight above.
#pragma once

namespace p2p::scenes {

/// x points east and y north, in metres. Heading is the compass direction of
/// the picture's upper edge in radians: 0 north, pi/2 east.
struct View {
  double x = 0.0;
  double y = 0.0;
  double heading = 0.0;
  double metres_per_pixel = 0.6;
  int width = 256;    ///< pixels
  int height = 256;   ///< pixels
  double time = 0.0;  ///< seconds; cars move
};

}  // namespace p2p::scenes
