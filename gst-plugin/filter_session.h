// SPDX-License-Identifier: MIT
// What exists between start() and stop(): a loaded model and what it runs on.
#pragma once

#include <gst/video/video.h>

#include "gst-plugin/caps_rules.h"
#include "gst-plugin/engine.h"
#include "gst-plugin/latency_meter.h"

namespace p2p {

/// Used by one thread at a time: the one that changes state, or the streaming
/// thread. Every function may throw ElementError.
class FilterSession {
 public:
  /// Loads the runtime and the model and warms it at its training size.
  explicit FilterSession(const FilterSettings& settings);

  const P2pEngineInfo& info() const { return engine_.info(); }
  ModelChannels channels() const;

  /// Warms the model for this format, which is that of the frames from here on.
  /// Returns whether latency() moved.
  bool set_format(const GstVideoInfo& format);
  /// Writes `output`, whose format is that of `input`. Returns whether
  /// latency() moved.
  bool process(GstBuffer* input, GstBuffer* output);

  /// What a frame takes, for the LATENCY query.
  GstClockTime latency() const { return meter_.reported(); }

 private:
  GstClockTime timed_process(GstBuffer* input, GstBuffer* output);
  GstClockTime time_one_frame();

  Engine engine_;
  GstVideoInfo format_{};
  LatencyMeter meter_;
};

}  // namespace p2p
