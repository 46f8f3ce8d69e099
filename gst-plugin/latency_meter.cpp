// SPDX-License-Identifier: MIT
// Window, headroom and hysteresis.
#include "gst-plugin/latency_meter.h"

#include <algorithm>

namespace p2p {
namespace {

GstClockTime with_headroom(GstClockTime time) { return time + time / 10; }

bool moved(GstClockTime from, GstClockTime to) {
  const GstClockTime distance = from > to ? from - to : to - from;
  return distance > from / 4 && distance > GST_MSECOND;
}

}  // namespace

bool LatencyMeter::restart(GstClockTime frame_time) {
  count_ = 0;
  return report(frame_time);
}

bool LatencyMeter::add(GstClockTime frame_time) {
  window_[count_++] = frame_time;
  if (count_ < window_.size()) return false;
  count_ = 0;
  const auto second = window_.end() - 2;
  std::nth_element(window_.begin(), second, window_.end());
  return report(*second);
}

bool LatencyMeter::report(GstClockTime measured) {
  const GstClockTime latency = with_headroom(measured);
  if (!moved(reported_, latency)) return false;
  reported_ = latency;
  return true;
}

}  // namespace p2p
