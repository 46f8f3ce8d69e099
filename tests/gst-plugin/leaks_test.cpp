// SPDX-License-Identifier: MIT
// What is still alive after gst_deinit(), by GStreamer's leaks tracer. This
// binary runs itself: the tracer reports when a process ends.
#include <string>

#include <gtest/gtest.h>

#include "tests/gst-plugin/child_process.h"
#include "tests/gst-plugin/filter_harness.h"
#include "tests/gst-plugin/pipeline.h"

namespace p2p::testing {
namespace {

/// What the tracer says of this binary running one of its disabled tests.
std::string traced(const char* test) {
  const ChildResult child = run_child(
      {"/proc/self/exe", std::string("--gtest_filter=*DISABLED_") + test,
       "--gtest_also_run_disabled_tests"},
      {"GST_TRACERS=leaks", "GST_DEBUG=GST_TRACER:7", "GST_DEBUG_NO_COLOR=1",
       "ASAN_OPTIONS=detect_leaks=0"});
  EXPECT_EQ(child.status, 0) << child.output;
  EXPECT_NE(child.output.find("1 test from"), std::string::npos);
  return child.output;
}

/// The tracer also announces the format of its reports, with a % for the name.
bool reports_leak(const std::string& output) {
  const std::string begin = "object-alive, type-name=(string)";
  for (size_t at = output.find(begin); at != output.npos;
       at = output.find(begin, at + 1))
    if (output[at + begin.size()] != '%') return true;
  return false;
}

TEST(LeaksChild, DISABLED_LosesABuffer) { gst_buffer_new(); }

TEST(LeaksChild, DISABLED_PlaysAndFails) {
  const FakeModel good("invert"), failing("copy\nfail-frame=3");
  const std::string launch =
      "videotestsrc num-buffers=10 ! video/x-raw,width=33,height=17 ! "
      "pix2pixfilter name=filter model=";
  for (const char* format : {"", " ! videoscale ! video/x-raw,width=12"}) {
    Pipeline pipeline(launch + good.path() + format + " ! fakesink");
    EXPECT_TRUE(pipeline.run_to_end());
    EXPECT_TRUE(pipeline.reach(GST_STATE_READY));
    EXPECT_TRUE(pipeline.run_to_end());
  }
  EXPECT_FALSE(Pipeline(launch + failing.path() + " ! fakesink").run_to_end());
  EXPECT_FALSE(Pipeline(launch + "/nowhere ! fakesink").run_to_end());
}

TEST(LeaksChild, DISABLED_NegotiatesAndChangesCaps) {
  FilterHarness filter("copy");
  for (int width : {16, 17}) {
    const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_NV12, width, 9);
    filter.set_caps(info);
    gst_buffer_unref(filter.process(new_pattern_buffer(info)));
  }
  filter.set_caps("video/x-raw,format=GRAY8,width=8,height=8,framerate=1/1");
}

/// Otherwise the tests below could not fail.
TEST(Leaks, AreSeenByTheTracer) {
  EXPECT_TRUE(reports_leak(traced("LosesABuffer")));
}

TEST(Leaks, AreNotMadeByPipelines) {
  const std::string output = traced("PlaysAndFails");
  EXPECT_FALSE(reports_leak(output)) << output;
}

TEST(Leaks, AreNotMadeByNegotiation) {
  const std::string output = traced("NegotiatesAndChangesCaps");
  EXPECT_FALSE(reports_leak(output)) << output;
}

}  // namespace
}  // namespace p2p::testing
