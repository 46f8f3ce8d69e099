// SPDX-License-Identifier: MIT
// What exists between start() and stop(): a loaded model and what it runs on.
#pragma once

#include <string>
#include <vector>

#include <gst/video/video.h>

#include "gst-plugin/caps_rules.h"
#include "gst-plugin/engine.h"
#include "gst-plugin/latency_meter.h"
#include "gst-plugin/mask_maker.h"
#include "gst-plugin/mask_settings.h"

namespace p2p {

/// Used by one thread at a time: the one that changes state, or the streaming
/// thread. Every function may throw ElementError.
class FilterSession {
 public:
  /// Loads the runtime and the model and warms it at its training size.
  FilterSession(const FilterSettings& settings, const MaskSettings& mask);

  const P2pEngineInfo& info() const { return engine_.info(); }
  ModelChannels channels() const;

  /// Warms the model for frames that come and go in these formats, of one
  /// size, from here on; of holes that do not move, for these. Returns whether
  /// latency() moved.
  bool set_formats(const GstVideoInfo& input, const GstVideoInfo& output,
                   const MaskSettings& mask);

  /// Whether frames come and go in one format.
  bool keeps_format() const;
  /// Whether who knows nothing of GstVideoMeta can read this frame.
  bool is_plain(GstBuffer* input) const;

  /// Whether a frame is to be passed on as it is: the model fills holes, and
  /// this one has none. If it is not passed on, process() follows with the same
  /// frame.
  bool passes(GstBuffer* input, const MaskSettings& mask);

  /// Writes `output` with as much of `wanted` as this model can do in these
  /// formats; the input, if passes() said so. Returns whether latency() moved.
  bool process(GstBuffer* input, GstBuffer* output,
               const P2pComposition& wanted);

  /// What there is to tell the user since the last call: each thing once.
  std::vector<std::string> take_remarks();

  /// What the last frame took.
  GstClockTime frame_time() const { return frame_time_; }
  /// From one frame to the next; 0 at a variable rate.
  GstClockTime frame_duration() const;

  /// What a frame takes, for the LATENCY query.
  GstClockTime latency() const { return meter_.reported(); }

 private:
  struct Holes {
    HoleMask* mask = nullptr;  ///< borrowed; null: the model fills none
    bool fill_alpha = false;   ///< since they were seen there
  };

  bool has_holes(GstBuffer* input, const MaskSettings& mask);
  P2pComposition possible(const P2pComposition& wanted);
  void tell_once(bool& told, std::string text);
  GstClockTime timed_process(GstBuffer* input, GstBuffer* output,
                             const Holes& holes,
                             const P2pComposition& composition);
  GstClockTime time_one_frame(const MaskSettings& mask);

  Engine engine_;
  MaskMaker mask_maker_;
  Holes holes_;  ///< of the frame that passes() has seen
  bool passes_ = false;
  GstClockTime mask_time_ = 0;
  GstClockTime frame_time_ = 0;
  GstVideoInfo input_format_{};
  GstVideoInfo output_format_{};
  LatencyMeter meter_;

  std::vector<std::string> remarks_;
  bool composition_told_ = false;
  bool mask_told_ = false;
};

}  // namespace p2p
