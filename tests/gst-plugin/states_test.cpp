// SPDX-License-Identifier: MIT
// Up and down through the states, and what must be forgotten on the way.
#include <fstream>
#include <string>

#include <gst/video/video.h>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"
#include "tests/gst-plugin/pipeline.h"

namespace p2p::testing {
namespace {

std::string active_device(GstElement* element) {
  g_autofree gchar* device = nullptr;
  g_object_get(element, "active-device", &device, nullptr);
  return device ? device : "";
}

std::string endless(const FakeModel& model) {
  return "videotestsrc ! video/x-raw,width=32,height=32 ! pix2pixfilter "
         "name=filter model=" +
         model.path() + " ! fakesink sync=true";
}

TEST(States, CycleBetweenReadyAndPlaying) {
  const FakeModel model("invert");
  Pipeline pipeline(endless(model));
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(pipeline.reach(GST_STATE_PLAYING)) << i;
    EXPECT_EQ(active_device(pipeline.element("filter")), "cpu");
    ASSERT_TRUE(pipeline.reach(i % 2 ? GST_STATE_READY : GST_STATE_NULL)) << i;
    EXPECT_EQ(active_device(pipeline.element("filter")), "");
  }
  EXPECT_TRUE(pipeline.filter_errors().empty());
}

TEST(States, LoadTheModelThatIsSetWhenTheyGoUp) {
  const FakeModel grey("channels=1"), colour("channels=3");
  Pipeline pipeline(
      "videotestsrc num-buffers=3 ! pix2pixfilter name=filter model=" +
      grey.path() + " ! fakesink name=sink");
  const auto format_reached = [&] {
    EXPECT_TRUE(pipeline.reach(GST_STATE_PAUSED));
    g_autoptr(GstPad) pad =
        gst_element_get_static_pad(pipeline.element("sink"), "sink");
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    return std::string(
        gst_structure_get_string(gst_caps_get_structure(caps, 0), "format"));
  };
  EXPECT_EQ(format_reached(), "GRAY8");
  ASSERT_TRUE(pipeline.reach(GST_STATE_READY));
  g_object_set(pipeline.element("filter"), "model", colour.path().c_str(),
               nullptr);
  EXPECT_NE(format_reached(), "GRAY8");
}

TEST(States, DropTheModelOnTheWayDown) {
  const FakeModel model("copy\ndelay-ms=20");
  FilterHarness filter("copy\ndelay-ms=20");
  EXPECT_GT(gst_harness_query_latency(filter.harness), 0u);
  gst_element_set_state(filter.element, GST_STATE_READY);
  EXPECT_EQ(gst_harness_query_latency(filter.harness), 0u);
  EXPECT_EQ(active_device(filter.element), "");
}

TEST(States, DoNotNeedTheModelFileOnceItIsLoaded) {
  FilterHarness filter("invert");
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 16, 16);
  filter.set_caps(info);
  std::ofstream(filter.model.path(), std::ios::trunc).flush();
  g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
  EXPECT_TRUE(output);
}

GstPadProbeReturn truncate_after_some(GstPad*, GstPadProbeInfo*,
                                      gpointer path) {
  static int buffers = 0;
  if (++buffers == 5)
    std::ofstream(static_cast<const char*>(path), std::ios::trunc).flush();
  return GST_PAD_PROBE_OK;
}

/// 200 frames of 64x48 RGB are too much for one read.
TEST(States, EndCleanlyWhenTheVideoFileIsTruncatedWhileItPlays) {
  const FakeModel model("invert"), video("");
  std::ofstream(video.path()) << std::string(64 * 48 * 3 * 200, 'x');
  Pipeline pipeline(
      "filesrc location=" + video.path() +
      " ! rawvideoparse format=rgb width=64 height=48 ! pix2pixfilter "
      "name=filter model=" +
      model.path() + " ! fakesink name=sink");
  g_autoptr(GstPad) pad =
      gst_element_get_static_pad(pipeline.element("sink"), "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, truncate_after_some,
                    const_cast<char*>(video.path().c_str()), nullptr);
  EXPECT_TRUE(pipeline.run_to_end());
  EXPECT_TRUE(pipeline.filter_errors().empty());
}

TEST(States, RunEveryFormatFromTestPictureToScreenFormat) {
  const FakeModel model("invert");
  for (const char* format : {"RGB", "I420", "NV12", "BGRx", "GBR"}) {
    Pipeline pipeline(
        std::string("videotestsrc num-buffers=5 ! video/x-raw,width=385,"
                    "height=289,format=") +
        format + " ! pix2pixfilter name=filter model=" + model.path() +
        " ! videoconvert ! video/x-raw,format=BGRA ! fakesink");
    EXPECT_TRUE(pipeline.run_to_end()) << format;
    EXPECT_TRUE(pipeline.filter_errors().empty()) << format;
  }
}

}  // namespace
}  // namespace p2p::testing
