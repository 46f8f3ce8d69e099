// SPDX-License-Identifier: MIT
// A pipeline as gst-launch would run it.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

#include "tests/gst-plugin/bus_messages.h"

namespace p2p::testing {

class Pipeline {
 public:
  /// In NULL. The filter, if there is one, must be named "filter".
  explicit Pipeline(const std::string& description);
  /// To NULL first.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Waits for the state; whether it was reached.
  bool reach(GstState state);
  /// Waits for the end of the stream or an error; whether it was the former.
  bool run_to_end();

  /// Errors that the filter posted, not those of elements that follow suit.
  std::vector<Report> filter_errors();

  GstElement* element(const char* name);

 private:
  GstElement* pipeline_;
  GstBus* bus_;
};

struct ExpectedError {
  GQuark domain;
  int code;
  std::string words;  ///< in the message or its details
};

/// That the filter posted one error, and that it is the expected one.
void expect_error(Pipeline& pipeline, const ExpectedError& expected);

}  // namespace p2p::testing
