// SPDX-License-Identifier: MIT
// A smooth fly-over: the camera's view at any moment.
#pragma once

#include <cstdint>

#include "trainer/scenes/view.h"

namespace p2p::scenes {

/// Flies with gentle turns at a fixed height and speed, over a bridge a little
/// after half of the time.
class FlightPath {
 public:
  /// `frame` gives the size and scale of every view; `duration` in seconds.
  FlightPath(std::uint64_t seed, const View& frame, double duration);

  /// At `time` seconds, 0 ... duration.
  View at(double time) const;

 private:
  View over_bridge_;
  double when_;
};

}  // namespace p2p::scenes
