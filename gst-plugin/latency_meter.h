// SPDX-License-Identifier: MIT
// What the element answers to a LATENCY query.
#pragma once

#include <array>
#include <cstddef>

#include <gst/gst.h>

namespace p2p {

/// Turns the times of frames into a steady, truthful latency: the slowest but
/// one of the last 16 frames (one hiccup is not a trend) and 10 % headroom,
/// renewed only when that moved by more than 25 % and by a millisecond. Used by
/// one thread at a time.
class LatencyMeter {
 public:
  /// Begins anew from one measured frame: another size, another model. Returns
  /// whether reported() moved.
  bool restart(GstClockTime frame_time);
  /// Returns whether reported() moved.
  bool add(GstClockTime frame_time);

  GstClockTime reported() const { return reported_; }

 private:
  bool report(GstClockTime measured);

  std::array<GstClockTime, 16> window_{};
  size_t count_ = 0;
  GstClockTime reported_ = 0;
};

}  // namespace p2p
