// SPDX-License-Identifier: MIT
// gst_parse_launch() and the waits around it.
#include "tests/gst-plugin/pipeline.h"

#include <utility>

#include <gtest/gtest.h>

namespace p2p::testing {
namespace {

constexpr GstClockTime kPatience = 30 * GST_SECOND;

}  // namespace

Pipeline::Pipeline(const std::string& description) {
  g_autoptr(GError) error = nullptr;
  pipeline_ = gst_parse_launch_full(description.c_str(), nullptr,
                                    GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_assert_no_error(error);
  bus_ = gst_element_get_bus(pipeline_);
}

Pipeline::~Pipeline() {
  gst_element_set_state(pipeline_, GST_STATE_NULL);
  gst_object_unref(bus_);
  gst_object_unref(pipeline_);
}

bool Pipeline::reach(GstState state) {
  if (gst_element_set_state(pipeline_, state) == GST_STATE_CHANGE_FAILURE)
    return false;
  return gst_element_get_state(pipeline_, nullptr, nullptr, kPatience) !=
         GST_STATE_CHANGE_FAILURE;
}

bool Pipeline::run_to_end() {
  gst_element_set_state(pipeline_, GST_STATE_PLAYING);
  g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(
      bus_, kPatience,
      static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  if (!message) {
    ADD_FAILURE() << "neither end nor error";
    return false;
  }
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) return true;
  // For filter_errors().
  gst_bus_post(bus_, std::exchange(message, nullptr));
  return false;
}

std::vector<Report> Pipeline::filter_errors() {
  // Everything that was under way has been posted when this returns.
  gst_element_set_state(pipeline_, GST_STATE_READY);
  std::vector<Report> errors;
  for (Report& report : take_reports(bus_, GST_MESSAGE_ERROR))
    if (report.source == "filter") errors.push_back(std::move(report));
  return errors;
}

GstElement* Pipeline::element(const char* name) {
  GstElement* found = gst_bin_get_by_name(GST_BIN(pipeline_), name);
  gst_object_unref(found);  // the pipeline keeps it
  return found;
}

void expect_error(Pipeline& pipeline, const ExpectedError& expected) {
  const auto errors = pipeline.filter_errors();
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_TRUE(errors[0].is(expected.domain, expected.code))
      << g_quark_to_string(errors[0].domain) << " " << errors[0].code;
  EXPECT_TRUE(errors[0].mentions(expected.words))
      << errors[0].text << " / " << errors[0].detail;
}

}  // namespace p2p::testing
