// SPDX-License-Identifier: MIT
// What travels with a frame: times, flags and metas.
#include <gst/video/gstvideometa.h>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {
namespace {

class Buffers : public ::testing::Test {
 protected:
  void SetUp() override {
    filter.set_caps(info);
    input = new_pattern_buffer(info);
  }

  FilterHarness filter{"invert"};
  GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 16, 16);
  GstBuffer* input = nullptr;  // given away by process()
};

TEST_F(Buffers, KeepTimestampsAndOffsets) {
  GST_BUFFER_PTS(input) = 5 * GST_SECOND;
  GST_BUFFER_DTS(input) = 4 * GST_SECOND;
  GST_BUFFER_DURATION(input) = 40 * GST_MSECOND;
  GST_BUFFER_OFFSET(input) = 125;
  GST_BUFFER_OFFSET_END(input) = 126;
  g_autoptr(GstBuffer) output = filter.process(input);
  ASSERT_TRUE(output);
  EXPECT_EQ(GST_BUFFER_PTS(output), 5 * GST_SECOND);
  EXPECT_EQ(GST_BUFFER_DTS(output), 4 * GST_SECOND);
  EXPECT_EQ(GST_BUFFER_DURATION(output), 40 * GST_MSECOND);
  EXPECT_EQ(GST_BUFFER_OFFSET(output), 125u);
  EXPECT_EQ(GST_BUFFER_OFFSET_END(output), 126u);
}

// As an appsrc sends that was left at format=bytes. GStreamer's own complaints
// end these tests (G_DEBUG).
TEST_F(Buffers, ComeInSegmentsOfBytesWithoutComplaint) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_BYTES);
  ASSERT_TRUE(
      gst_harness_push_event(filter.harness, gst_event_new_segment(&segment)));
  GST_BUFFER_PTS(input) = GST_SECOND;
  g_autoptr(GstBuffer) output = filter.process(input);
  EXPECT_TRUE(output);
}

TEST_F(Buffers, KeepFlags) {
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_MARKER);
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_DELTA_UNIT);
  g_autoptr(GstBuffer) output = filter.process(input);
  ASSERT_TRUE(output);
  EXPECT_TRUE(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_DISCONT));
  EXPECT_TRUE(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_MARKER));
  EXPECT_TRUE(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_DELTA_UNIT));
}

TEST_F(Buffers, KeepMetasAboutThePicture) {
  gst_buffer_add_video_region_of_interest_meta(input, "car", 1, 2, 3, 4);
  g_autoptr(GstCaps) clock = gst_caps_new_empty_simple("timestamp/x-unix");
  gst_buffer_add_reference_timestamp_meta(input, clock, 77,
                                          GST_CLOCK_TIME_NONE);
  g_autoptr(GstBuffer) output = filter.process(input);
  ASSERT_TRUE(output);
  const auto* region = reinterpret_cast<GstVideoRegionOfInterestMeta*>(
      gst_buffer_get_meta(output, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE));
  ASSERT_TRUE(region);
  EXPECT_EQ(region->w, 3u);
  const auto* time = gst_buffer_get_reference_timestamp_meta(output, clock);
  ASSERT_TRUE(time);
  EXPECT_EQ(time->timestamp, 77u);
}

TEST_F(Buffers, DropMetasAboutTheMemory) {
  g_autoptr(GstBuffer) parent = gst_buffer_new();
  gst_buffer_add_parent_buffer_meta(input, parent);
  gst_buffer_add_video_meta(input, GST_VIDEO_FRAME_FLAG_NONE,
                            GST_VIDEO_FORMAT_RGB, 16, 16);
  g_autoptr(GstBuffer) output = filter.process(input);
  ASSERT_TRUE(output);
  EXPECT_FALSE(gst_buffer_get_parent_buffer_meta(output));
  EXPECT_FALSE(gst_buffer_get_video_meta(output));
}

TEST_F(Buffers, AreNotWrittenToWhenTheyAreInput) {
  g_autoptr(GstBuffer) before = gst_buffer_copy_deep(input);
  g_autoptr(GstBuffer) kept = gst_buffer_ref(input);
  g_autoptr(GstBuffer) output = filter.process(input);
  ASSERT_TRUE(output);
  EXPECT_NE(output, kept);
  GstMapInfo map;
  ASSERT_TRUE(gst_buffer_map(before, &map, GST_MAP_READ));
  EXPECT_EQ(gst_buffer_memcmp(kept, 0, map.data, map.size), 0);
  EXPECT_NE(gst_buffer_memcmp(output, 0, map.data, map.size), 0);
  gst_buffer_unmap(before, &map);
}

}  // namespace
}  // namespace p2p::testing
