// SPDX-License-Identifier: MIT
// Latency that is told, and late frames that are dropped before the network.
#include <gtest/gtest.h>

#include "gst-plugin/latency_meter.h"
#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {
namespace {

constexpr GstClockTime ms(int n) { return n * GST_MSECOND; }

TEST(LatencyMeter, AddsHeadroomToTheFirstFrame) {
  LatencyMeter meter;
  EXPECT_EQ(meter.reported(), 0u);
  EXPECT_TRUE(meter.restart(ms(20)));
  EXPECT_EQ(meter.reported(), ms(22));
}

TEST(LatencyMeter, StaysWhileFramesTakeAboutAsLong) {
  LatencyMeter meter;
  meter.restart(ms(20));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(meter.add(ms(18 + i % 5)));
  EXPECT_EQ(meter.reported(), ms(22));
}

TEST(LatencyMeter, IgnoresAHiccup) {
  LatencyMeter meter;
  meter.restart(ms(20));
  for (int i = 0; i < 160; ++i) EXPECT_FALSE(meter.add(ms(i % 16 ? 20 : 500)));
}

TEST(LatencyMeter, FollowsATrendUpAndDown) {
  LatencyMeter meter;
  meter.restart(ms(20));
  bool moved = false;
  for (int i = 0; i < 16; ++i) moved |= meter.add(ms(40));
  EXPECT_TRUE(moved);
  EXPECT_EQ(meter.reported(), ms(44));
  moved = false;
  for (int i = 0; i < 16; ++i) moved |= meter.add(ms(10));
  EXPECT_TRUE(moved);
  EXPECT_EQ(meter.reported(), ms(11));
}

TEST(LatencyMeter, IgnoresWhatIsBelowAMillisecond) {
  LatencyMeter meter;
  EXPECT_FALSE(meter.restart(GST_MSECOND / 2));
  EXPECT_EQ(meter.reported(), 0u);
}

TEST(Latency, IsThatOfTheWarmUpUntilFramesWereMeasured) {
  FilterHarness filter("copy\ndelay-ms=30");
  const GstClockTime at_start = gst_harness_query_latency(filter.harness);
  EXPECT_GE(at_start, ms(30));
  EXPECT_LT(at_start, ms(200));
}

TEST(Latency, AddsToThatOfThePeer) {
  FilterHarness filter("copy\ndelay-ms=30");
  gst_harness_set_upstream_latency(filter.harness, ms(100));
  EXPECT_GE(gst_harness_query_latency(filter.harness), ms(130));
}

GstPadProbeReturn answer_latency(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return GST_PAD_PROBE_OK;
  gst_query_set_latency(query, TRUE, ms(100), ms(300));
  return GST_PAD_PROBE_HANDLED;
}

TEST(Latency, AddsToTheMaximumOfThePeer) {
  FilterHarness filter("copy\ndelay-ms=30");
  gst_pad_add_probe(filter.harness->srcpad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM,
                    answer_latency, nullptr, nullptr);
  g_autoptr(GstQuery) query = gst_query_new_latency();
  ASSERT_TRUE(gst_pad_peer_query(filter.harness->sinkpad, query));
  gboolean live = FALSE;
  GstClockTime min = 0, max = 0;
  gst_query_parse_latency(query, &live, &min, &max);
  EXPECT_TRUE(live);
  EXPECT_GE(min, ms(130));
  EXPECT_EQ(max, min + ms(200));
}

TEST(Latency, IsThatOfTheNegotiatedSizeBeforeItsFirstFrame) {
  FilterHarness filter("copy\nsize=10x10\ndelay-ns-per-pixel=10000");
  const GstClockTime at_start = gst_harness_query_latency(filter.harness);
  EXPECT_LT(at_start, ms(50));
  filter.set_caps(video_info(GST_VIDEO_FORMAT_RGB, 100, 100));
  EXPECT_GE(gst_harness_query_latency(filter.harness), ms(100));
  EXPECT_EQ(count_messages(filter.bus, GST_MESSAGE_LATENCY), 1);
}

TEST(Qos, IsOnByDefault) {
  FilterHarness filter("copy");
  EXPECT_TRUE(
      gst_base_transform_is_qos_enabled(GST_BASE_TRANSFORM(filter.element)));
}

TEST(Qos, DropsLateFramesInsteadOfProcessingThem) {
  FilterHarness filter("copy\nfail-frame=2");
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 16, 16);
  filter.set_caps(info);
  g_autoptr(GstBuffer) first = filter.process(new_pattern_buffer(info));
  ASSERT_TRUE(first);
  gst_harness_push_upstream_event(
      filter.harness,
      gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 2.0, 5 * GST_SECOND, 0));
  GstBuffer* late = new_pattern_buffer(info);
  GST_BUFFER_PTS(late) = GST_SECOND;
  g_autoptr(GstBuffer) output = filter.process(late);
  EXPECT_FALSE(output);
  EXPECT_EQ(filter.flow, GST_FLOW_OK);
  EXPECT_EQ(count_messages(filter.bus, GST_MESSAGE_QOS), 1);
}

/// Whether a frame of this time comes out, behind one that was in time.
bool is_shown_after(const char* script, GstClockTime time) {
  FilterHarness filter(script);
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 16, 16);
  filter.set_caps("video/x-raw,format=RGB,width=16,height=16,framerate=30/1");
  gst_harness_push_upstream_event(
      filter.harness, gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 1.0,
                                        /*diff=*/0, /*timestamp=*/GST_SECOND));
  GstBuffer* next = new_pattern_buffer(info);
  GST_BUFFER_PTS(next) = time;
  g_autoptr(GstBuffer) output = filter.process(next);
  return output != nullptr;
}

// The frame itself takes 100 ms: what is due in less would be late.
TEST(Qos, CountsTheTimeThatTheNextFrameWillTake) {
  EXPECT_FALSE(is_shown_after("copy\ndelay-ms=100", GST_SECOND + ms(70)));
  EXPECT_TRUE(is_shown_after("copy\ndelay-ms=100", 2 * GST_SECOND));
}

// Up to two frames' time a sink makes up for.
TEST(Qos, ShowsMoreOfAFastNetwork) {
  EXPECT_TRUE(is_shown_after("copy\ndelay-ms=20", GST_SECOND + ms(15)));
}

}  // namespace
}  // namespace p2p::testing
