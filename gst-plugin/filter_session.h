// SPDX-License-Identifier: MIT
// What exists between start() and stop(): a loaded model and what it runs on.
#pragma once

#include <string>

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

  /// Warms the model for frames that come and go in these formats, of one
  /// size, from here on. Returns whether latency() moved.
  bool set_formats(const GstVideoInfo& input, const GstVideoInfo& output);

  /// Whether frames come and go in one format.
  bool keeps_format() const;

  /// What of `wanted` this model can do in these formats. If that is not all,
  /// `remedy` becomes a sentence for the user.
  P2pComposition possible(const P2pComposition& wanted,
                          std::string& remedy) const;

  /// Writes `output`; `composition` is a possible one. Returns whether
  /// latency() moved.
  bool process(GstBuffer* input, GstBuffer* output,
               const P2pComposition& composition);

  /// What a frame takes, for the LATENCY query.
  GstClockTime latency() const { return meter_.reported(); }

 private:
  GstClockTime timed_process(GstBuffer* input, GstBuffer* output,
                             const P2pComposition& composition);
  GstClockTime time_one_frame();

  Engine engine_;
  GstVideoInfo input_format_{};
  GstVideoInfo output_format_{};
  LatencyMeter meter_;
};

}  // namespace p2p
