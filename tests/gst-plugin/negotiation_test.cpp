// SPDX-License-Identifier: MIT
// Which caps the element offers, takes, and changes between.
#include <string>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {
namespace {

bool takes(GstElement* element, const char* caps_text) {
  g_autoptr(GstPad) pad = gst_element_get_static_pad(element, "sink");
  g_autoptr(GstCaps) caps = gst_caps_from_string(caps_text);
  return gst_pad_query_accept_caps(pad, caps);
}

bool offers(GstElement* element, const char* pad_name, const char* format) {
  g_autoptr(GstPad) pad = gst_element_get_static_pad(element, pad_name);
  g_autoptr(GstCaps) all = gst_pad_query_caps(pad, nullptr);
  g_autoptr(GstCaps) wanted = gst_caps_new_simple(
      "video/x-raw", "format", G_TYPE_STRING, format, nullptr);
  return gst_caps_can_intersect(all, wanted);
}

constexpr char kRgb[] = "video/x-raw,format=RGB,width=8,height=8";
constexpr char kNv12[] =
    "video/x-raw,format=NV12,width=8,height=8,framerate=30/1";
constexpr char kGrey[] =
    "video/x-raw,format=GRAY8,width=8,height=8,framerate=30/1";

TEST(Negotiation, OffersTheTemplateBeforeAModelIsLoaded) {
  g_autoptr(GstElement) element =
      GST_ELEMENT(gst_object_ref_sink(new_filter("")));
  for (const char* pad : {"sink", "src"}) {
    EXPECT_TRUE(offers(element, pad, "RGB"));
    EXPECT_TRUE(offers(element, pad, "GRAY8"));
    EXPECT_FALSE(offers(element, pad, "AYUV"));
  }
}

TEST(Negotiation, OffersColourForThreeChannels) {
  FilterHarness filter("channels=3");
  for (const char* pad : {"sink", "src"}) {
    EXPECT_TRUE(offers(filter.element, pad, "RGB"));
    EXPECT_TRUE(offers(filter.element, pad, "NV12"));
    EXPECT_FALSE(offers(filter.element, pad, "GRAY8"));
  }
  EXPECT_TRUE(takes(filter.element, kNv12));
  EXPECT_FALSE(takes(filter.element, kGrey));
}

TEST(Negotiation, OffersGreyBesidesForAMaskOfColours) {
  FilterHarness filter("in-channels=3\nout-channels=1");
  for (const char* format : {"RGB", "NV12"})
    for (const char* pad : {"sink", "src"})
      EXPECT_TRUE(offers(filter.element, pad, format));
  EXPECT_TRUE(offers(filter.element, "src", "GRAY8"));
  EXPECT_FALSE(offers(filter.element, "sink", "GRAY8"));
  EXPECT_TRUE(takes(filter.element, kNv12));
  EXPECT_FALSE(takes(filter.element, kGrey));
}

TEST(Negotiation, OffersOnlyGreyForOneChannel) {
  FilterHarness filter("channels=1");
  for (const char* pad : {"sink", "src"}) {
    EXPECT_TRUE(offers(filter.element, pad, "GRAY8"));
    EXPECT_FALSE(offers(filter.element, pad, "RGB"));
    EXPECT_FALSE(offers(filter.element, pad, "I420"));
  }
  EXPECT_TRUE(takes(filter.element, kGrey));
  EXPECT_FALSE(takes(filter.element, kNv12));
}

TEST(Negotiation, TakesProgressiveVideoOnly) {
  FilterHarness filter("copy");
  const std::string rgb = std::string(kRgb) + ",framerate=30/1";
  EXPECT_TRUE(takes(filter.element, rgb.c_str()));
  EXPECT_TRUE(
      takes(filter.element, (rgb + ",interlace-mode=progressive").c_str()));
  EXPECT_FALSE(
      takes(filter.element, (rgb + ",interlace-mode=interleaved").c_str()));
}

TEST(Negotiation, LeavesTheOtherFieldsAlone) {
  FilterHarness filter("copy");
  filter.set_caps(
      "video/x-raw,format=I420,width=9,height=7,framerate=24000/1001,"
      "pixel-aspect-ratio=16/11,colorimetry=bt709,chroma-site=mpeg2,"
      "multiview-mode=mono,interlace-mode=progressive");
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_I420, 9, 7);
  g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
  ASSERT_TRUE(output);
  g_autoptr(GstCaps) in = gst_pad_get_current_caps(filter.harness->srcpad);
  g_autoptr(GstCaps) out = gst_pad_get_current_caps(filter.harness->sinkpad);
  EXPECT_TRUE(gst_caps_is_equal(in, out));
}

TEST(Negotiation, TakesAnyFramerate) {
  for (const char* rate : {"0/1", "1/1", "240/1"}) {
    FilterHarness filter("copy");
    const std::string caps = std::string(kRgb) + ",framerate=" + rate;
    filter.set_caps(caps.c_str());
    const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 8, 8);
    g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
    EXPECT_TRUE(output) << rate;
  }
}

/// The fake refuses a frame of a size that was not prepared.
TEST(Negotiation, FollowsCapsThatChangeInMidStream) {
  FilterHarness filter("invert");
  const GstVideoInfo formats[] = {
      video_info(GST_VIDEO_FORMAT_RGB, 64, 48),
      video_info(GST_VIDEO_FORMAT_RGB, 33, 17),
      video_info(GST_VIDEO_FORMAT_NV12, 33, 17),
      video_info(GST_VIDEO_FORMAT_RGB, 64, 48),
  };
  for (const GstVideoInfo& info : formats) {
    filter.set_caps(info);
    g_autoptr(GstBuffer) input = new_pattern_buffer(info);
    g_autoptr(GstBuffer) output = filter.process(gst_buffer_ref(input));
    ASSERT_TRUE(output);
    guint8 before, after;
    gst_buffer_extract(input, 0, &before, 1);
    gst_buffer_extract(output, 0, &after, 1);
    EXPECT_EQ(after, 255 - before);
  }
  EXPECT_TRUE(filter.errors().empty());
}

// Each prepare begins to count frames anew.
TEST(Negotiation, ANewRatePreparesNothing) {
  FilterHarness filter("copy\nfail-frame=2");
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 8, 8);
  filter.set_caps((std::string(kRgb) + ",framerate=30/1").c_str());
  g_autoptr(GstBuffer) first = filter.process(new_pattern_buffer(info));
  EXPECT_TRUE(first);
  filter.set_caps((std::string(kRgb) + ",framerate=25/1").c_str());
  g_autoptr(GstBuffer) second = filter.process(new_pattern_buffer(info));
  EXPECT_FALSE(second);
}

TEST(Negotiation, InterlacedVideoCanBeLinkedWithoutAModel) {
  g_autoptr(GstElement) filter =
      GST_ELEMENT(gst_object_ref_sink(new_filter("none")));
  EXPECT_TRUE(takes(
      filter, (std::string(kRgb) + ",framerate=30/1,interlace-mode=interleaved")
                  .c_str()));
}

TEST(Negotiation, SaysOnceWhatToDoAboutInterlacedVideo) {
  FilterHarness filter("channels=3");
  const std::string interlaced =
      std::string(kRgb) + ",framerate=30/1,interlace-mode=interleaved";
  for (int i = 0; i < 2; ++i)
    EXPECT_FALSE(takes(filter.element, interlaced.c_str()));
  const auto warnings = take_reports(filter.bus, GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("Put deinterlace before"));
}

TEST(Negotiation, SaysNothingAboutWhatItTakes) {
  FilterHarness filter("channels=3");
  EXPECT_TRUE(takes(filter.element, kNv12));
  EXPECT_FALSE(
      takes(filter.element,
            "video/x-raw,format=AYUV,width=8,height=8,framerate=30/1"));
  EXPECT_TRUE(take_reports(filter.bus, GST_MESSAGE_WARNING).empty());
}

/// GStreamer offers failed caps again with every buffer.
TEST(Negotiation, TellsOnceThatAFormatCannotBePrepared) {
  FilterHarness filter("copy\nfail-prepare=out-of-memory");
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 8, 8);
  filter.set_caps(info);
  for (int i = 0; i < 3; ++i) {
    g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
    EXPECT_FALSE(output);
    EXPECT_EQ(filter.flow, GST_FLOW_NOT_NEGOTIATED);
  }
  EXPECT_EQ(filter.errors().size(), 1u);
}

TEST(Negotiation, SaysOnceWhatToDoAboutAFormatThatTheModelRefuses) {
  FilterHarness filter("channels=3");
  EXPECT_FALSE(takes(filter.element, kGrey));
  EXPECT_FALSE(takes(filter.element, kGrey));
  const auto warnings = take_reports(filter.bus, GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("Put videoconvert before"));
}

TEST(Negotiation, AsksUpstreamForVideoMetaAndNothingElse) {
  FilterHarness filter("copy");
  gst_harness_add_propose_allocation_meta(
      filter.harness, GST_VIDEO_CROP_META_API_TYPE, nullptr);
  const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 8, 8);
  filter.set_caps(info);
  g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
  g_autoptr(GstCaps) caps = gst_video_info_to_caps(&info);
  g_autoptr(GstQuery) query = gst_query_new_allocation(caps, TRUE);
  ASSERT_TRUE(gst_pad_peer_query(filter.harness->srcpad, query));
  EXPECT_TRUE(
      gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr));
  EXPECT_FALSE(gst_query_find_allocation_meta(
      query, GST_VIDEO_CROP_META_API_TYPE, nullptr));
}

}  // namespace
}  // namespace p2p::testing
