// SPDX-License-Identifier: MIT
// What an element posted, in a form that tests can compare.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

namespace p2p::testing {

/// One error or warning.
struct Report {
  GQuark domain;
  int code;
  std::string source;  ///< name of the element
  std::string text;
  std::string detail;

  bool is(GQuark wanted_domain, int wanted_code) const {
    return domain == wanted_domain && code == wanted_code;
  }
  bool mentions(const std::string& words) const {
    return (text + detail).find(words) != std::string::npos;
  }
};

/// What `message` (an error or a warning) says.
Report read_report(GstMessage* message);

/// Takes all messages of a type off the bus; others are dropped.
std::vector<Report> take_reports(GstBus* bus, GstMessageType type);
int count_messages(GstBus* bus, GstMessageType type);

}  // namespace p2p::testing
