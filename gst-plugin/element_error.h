// SPDX-License-Identifier: MIT
// Errors on their way to the bus, and the guard that takes them there.
#pragma once

#include <exception>
#include <string>

#include <gst/gst.h>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// An element error that has not been posted yet. `what()` is the user's text:
/// what to do, then what is wrong.
class ElementError : public std::exception {
 public:
  ElementError(GQuark domain, int code, std::string message,
               std::string detail = {});
  /// What the runtime reported.
  explicit ElementError(const P2pError& error);

  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& detail() const { return detail_; }
  GQuark domain() const { return domain_; }
  int code() const { return code_; }

 private:
  GQuark domain_;
  int code_;
  std::string message_;
  std::string detail_;
};

/// To be called while an exception is handled, without the object lock and
/// without any lock of ours. Posts exactly one error message.
void post_current_exception(GstElement* element) noexcept;

/// Runs the body of a vfunc: an exception becomes an element error and
/// `failure`. Nothing is thrown into GStreamer.
template <typename Result, typename Function>
Result guarded(GstElement* element, Result failure,
               Function&& function) noexcept {
  try {
    return function();
  } catch (...) {
    post_current_exception(element);
    return failure;
  }
}

}  // namespace p2p
