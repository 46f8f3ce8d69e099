// SPDX-License-Identifier: MIT
// A pix2pixfilter on its own, with a fake model and a bus.
#pragma once

#include <string>
#include <vector>

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include "tests/gst-plugin/bus_messages.h"
#include "tests/models/runtime/fake_model.h"

namespace p2p::testing {

/// A new element, not started, with its reference floating.
GstElement* new_filter(const std::string& model);

class FilterHarness {
 public:
  /// Starts the element; `script` as models/runtime/fake_script.h says.
  explicit FilterHarness(const char* script);
  ~FilterHarness();
  FilterHarness(const FilterHarness&) = delete;
  FilterHarness& operator=(const FilterHarness&) = delete;

  /// From here on buffers have these caps.
  void set_caps(const GstVideoInfo& info);
  void set_caps(const char* caps);

  /// Pushes, and pulls what comes out; NULL if the push failed (see flow).
  GstBuffer* process(GstBuffer* input);

  std::vector<Report> errors() { return take_reports(bus, GST_MESSAGE_ERROR); }

  FakeModel model;
  GstBus* bus;
  GstElement* element;
  GstHarness* harness;
  GstFlowReturn flow = GST_FLOW_OK;
};

GstVideoInfo video_info(GstVideoFormat format, int width, int height);

/// A buffer of default layout whose bytes follow a fixed pattern.
GstBuffer* new_pattern_buffer(const GstVideoInfo& info);

}  // namespace p2p::testing
