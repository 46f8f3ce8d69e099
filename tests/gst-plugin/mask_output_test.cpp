// SPDX-License-Identifier: MIT
// Models with one output channel: the mask in grey, as GRAY8, thresholded, or
// as an overlay. The fake model's mask is the red of the picture.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gst/controller/controller.h>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"
#include "tests/gst-plugin/pipeline.h"

namespace p2p::testing {
namespace {

constexpr char kMaskModel[] = "copy\nout-channels=1";
constexpr guint kColour = 0xFF64FAC8;  // R 100, G 250, B 200

using Bytes = std::vector<uint8_t>;

GstBuffer* buffer_of(const Bytes& bytes) {
  return gst_buffer_new_memdup(bytes.data(), bytes.size());
}

Bytes bytes_of(GstBuffer* buffer) {
  Bytes bytes(buffer ? gst_buffer_get_size(buffer) : 0);
  if (buffer) gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

/// Two pixels in a row of four bytes each: RGBx and its relatives.
Bytes process(FilterHarness& filter, const Bytes& pixels) {
  g_autoptr(GstBuffer) output = filter.process(buffer_of(pixels));
  EXPECT_TRUE(output) << gst_flow_get_name(filter.flow);
  return bytes_of(output);
}

constexpr char kRgba[] =
    "video/x-raw,format=RGBA,width=2,height=1,framerate=30/1";
const Bytes kPixels = {51, 7, 8, 30, 204, 7, 8, 40};

TEST(MaskOutput, IsRepeatedInEveryColour) {
  FilterHarness filter(kMaskModel);
  filter.set_caps(kRgba);
  EXPECT_EQ(process(filter, kPixels),
            (Bytes{51, 51, 51, 30, 204, 204, 204, 40}));
}

TEST(MaskOutput, IsBlackOrWhiteWithAThreshold) {
  FilterHarness filter(kMaskModel);
  g_object_set(filter.element, "threshold", 0.5, nullptr);
  filter.set_caps(kRgba);
  EXPECT_EQ(process(filter, kPixels), (Bytes{0, 0, 0, 30, 255, 255, 255, 40}));
}

TEST(MaskOutput, LaysTheMaskOverThePicture) {
  FilterHarness filter(kMaskModel);
  gst_util_set_object_arg(G_OBJECT(filter.element), "output-mode", "overlay");
  g_object_set(filter.element, "overlay-color", kColour, nullptr);
  filter.set_caps(kRgba);
  EXPECT_EQ(process(filter, kPixels),
            (Bytes{61, 56, 46, 30, 121, 201, 162, 40}));
}

TEST(MaskOutput, FollowsItsPropertiesWhilePlaying) {
  FilterHarness filter(kMaskModel);
  filter.set_caps(kRgba);
  const auto set = [&](const char* name, const char* value) {
    gst_util_set_object_arg(G_OBJECT(filter.element), name, value);
  };
  EXPECT_EQ(process(filter, kPixels)[0], 51);
  set("output-mode", "overlay");
  set("overlay-color", "0xFF64FAC8");
  EXPECT_EQ(process(filter, kPixels)[0], 61);
  set("overlay-color", "0x00FFFFFF");  // nothing of it is seen
  EXPECT_EQ(process(filter, kPixels), kPixels);
  set("overlay-color", "0x8064FAC8");
  set("threshold", "0.5");
  EXPECT_EQ(process(filter, kPixels), (Bytes{51, 7, 8, 30, 152, 129, 104, 40}));
  set("output-mode", "picture");
  EXPECT_EQ(process(filter, kPixels)[4], 255);
  set("threshold", "0");
  EXPECT_EQ(process(filter, kPixels)[4], 204);
  EXPECT_TRUE(filter.errors().empty());
  EXPECT_TRUE(take_reports(filter.bus, GST_MESSAGE_WARNING).empty());
}

TEST(MaskOutput, ThresholdCanBeAnimated) {
  FilterHarness filter(kMaskModel);
  filter.set_caps(kRgba);
  GstControlSource* source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_LINEAR, nullptr);
  auto* times = GST_TIMED_VALUE_CONTROL_SOURCE(source);
  gst_timed_value_control_source_set(times, 0, 0.1);
  gst_timed_value_control_source_set(times, GST_SECOND, 0.9);
  ASSERT_TRUE(gst_object_add_control_binding(
      GST_OBJECT(filter.element),
      gst_direct_control_binding_new(GST_OBJECT(filter.element), "threshold",
                                     source)));
  gst_object_unref(source);
  const auto red_at = [&](GstClockTime time) {
    GstBuffer* input = buffer_of(kPixels);
    GST_BUFFER_PTS(input) = time;
    g_autoptr(GstBuffer) output = filter.process(input);
    return bytes_of(output).at(4);  // of 204: 0.8
  };
  EXPECT_EQ(red_at(0), 255);
  EXPECT_EQ(red_at(GST_SECOND), 0);
}

/// Overlay in every format that has colours: Y'CbCr is blended as it is.
TEST(MaskOutput, LaysTheMaskOverEveryFormat) {
  for (const char* format :
       {"RGB", "BGR", "RGBA", "BGRA", "ARGB", "ABGR", "RGBx", "BGRx", "xRGB",
        "xBGR", "GBR", "RGBP", "BGRP", "I420", "NV12"}) {
    SCOPED_TRACE(format);
    FilterHarness filter(kMaskModel);
    gst_util_set_object_arg(G_OBJECT(filter.element), "output-mode", "overlay");
    g_object_set(filter.element, "overlay-color", 0xFFFFFFFF, "threshold", 0.5,
                 nullptr);
    const GstVideoInfo info =
        video_info(gst_video_format_from_string(format), 16, 8);
    filter.set_caps(info);
    // The left half black, the right half of a red of at least 0.5.
    GstBuffer* input = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    GstVideoFrame frame{};
    ASSERT_TRUE(gst_video_frame_map(&frame, &info, input, GST_MAP_WRITE));
    const bool yuv = GST_VIDEO_INFO_IS_YUV(&info);
    const auto fill = [](GstVideoFrame& to, int c, bool right, uint8_t value) {
      const int width = GST_VIDEO_FRAME_COMP_WIDTH(&to, c);
      for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT(&to, c); ++y)
        for (int x = right ? width / 2 : 0; x < (right ? width : width / 2);
             ++x)
          static_cast<uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(
              &to, c))[y * GST_VIDEO_FRAME_COMP_STRIDE(&to, c) +
                       x * GST_VIDEO_FRAME_COMP_PSTRIDE(&to, c)] = value;
    };
    const uint8_t left[] = {uint8_t(yuv ? 16 : 0), uint8_t(yuv ? 128 : 0),
                            uint8_t(yuv ? 128 : 0), 77};
    const uint8_t right[] = {200, uint8_t(yuv ? 128 : 60),
                             uint8_t(yuv ? 128 : 90), 77};
    for (unsigned c = 0; c < GST_VIDEO_FRAME_N_COMPONENTS(&frame); ++c) {
      fill(frame, c, false, left[c]);
      fill(frame, c, true, right[c]);
    }
    gst_video_frame_unmap(&frame);
    g_autoptr(GstBuffer) output = filter.process(input);
    ASSERT_TRUE(output);
    GstVideoFrame made{};
    ASSERT_TRUE(gst_video_frame_map(&made, &info, output, GST_MAP_READ));
    const uint8_t white[] = {uint8_t(yuv ? 235 : 255), uint8_t(yuv ? 128 : 255),
                             uint8_t(yuv ? 128 : 255), 77};
    for (unsigned c = 0; c < GST_VIDEO_FRAME_N_COMPONENTS(&made); ++c) {
      const auto* row =
          static_cast<const uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&made, c));
      const int step = GST_VIDEO_FRAME_COMP_PSTRIDE(&made, c);
      EXPECT_EQ(row[0], left[c]) << c;
      EXPECT_EQ(row[(GST_VIDEO_FRAME_COMP_WIDTH(&made, c) - 1) * step],
                white[c])
          << c;
    }
    gst_video_frame_unmap(&made);
  }
}

/// From RGB or YUV to GRAY8, where that is what is wanted.
TEST(MaskOutput, BecomesGray8OnRequest) {
  for (const char* format : {"RGB", "BGRA", "GBR", "NV12", "I420"}) {
    SCOPED_TRACE(format);
    FilterHarness filter(kMaskModel);
    gst_harness_set_sink_caps_str(filter.harness, "video/x-raw,format=GRAY8");
    const GstVideoInfo info =
        video_info(gst_video_format_from_string(format), 5, 3);
    filter.set_caps(info);
    GstBuffer* input = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    gst_buffer_memset(input, 0, 128, info.size);
    g_autoptr(GstBuffer) output = filter.process(input);
    ASSERT_TRUE(output) << gst_flow_get_name(filter.flow);
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(filter.harness->sinkpad);
    GstVideoInfo made;
    ASSERT_TRUE(gst_video_info_from_caps(&made, caps));
    EXPECT_EQ(GST_VIDEO_INFO_FORMAT(&made), GST_VIDEO_FORMAT_GRAY8);
    EXPECT_EQ(made.width, 5);
    EXPECT_EQ(made.height, 3);
    EXPECT_EQ(made.fps_n, 30);
    EXPECT_EQ(gst_buffer_get_size(output), made.size);
    // Y' 128 with neutral chroma is (128 - 16) * 255 / 219 = 130.4.
    EXPECT_EQ(bytes_of(output).at(0), GST_VIDEO_INFO_IS_YUV(&info) ? 130 : 128);
  }
}

TEST(MaskOutput, KeepsTheFormatUnlessAskedForAnother) {
  for (const char* wanted : {"video/x-raw", "video/x-raw,format={GRAY8,RGB}",
                             "video/x-raw,format=GRAY8;video/x-raw"}) {
    FilterHarness filter(kMaskModel);
    gst_harness_set_sink_caps_str(filter.harness, wanted);
    const GstVideoInfo info = video_info(GST_VIDEO_FORMAT_RGB, 4, 4);
    filter.set_caps(info);
    g_autoptr(GstBuffer) output = filter.process(new_pattern_buffer(info));
    ASSERT_TRUE(output) << wanted;
    EXPECT_EQ(gst_buffer_get_size(output), info.size) << wanted;
  }
}

TEST(MaskOutput, ChangesToGray8InMidStream) {
  FilterHarness filter(kMaskModel);
  filter.set_caps(kRgba);
  EXPECT_EQ(process(filter, kPixels).size(), 8u);
  gst_harness_set_sink_caps_str(filter.harness, "video/x-raw,format=GRAY8");
  gst_harness_push_upstream_event(filter.harness, gst_event_new_reconfigure());
  const Bytes grey = process(filter, kPixels);
  EXPECT_EQ(grey[0], 51);
  EXPECT_EQ(grey[1], 204);
}

TEST(MaskOutput, SaysOnceThatGray8HasNoOverlay) {
  FilterHarness filter(kMaskModel);
  gst_util_set_object_arg(G_OBJECT(filter.element), "output-mode", "overlay");
  gst_harness_set_sink_caps_str(filter.harness, "video/x-raw,format=GRAY8");
  filter.set_caps(kRgba);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(process(filter, kPixels)[0], 51);
  const auto warnings = take_reports(filter.bus, GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].is(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS));
  EXPECT_TRUE(warnings[0].mentions("format with colours"));
  EXPECT_TRUE(filter.errors().empty());
}

TEST(MaskOutput, SaysOnceThatThreeChannelsAreNoMask) {
  for (const auto& [name, value] :
       {std::pair{"output-mode", "overlay"}, {"threshold", "0.5"}}) {
    FilterHarness filter("invert");
    gst_util_set_object_arg(G_OBJECT(filter.element), name, value);
    filter.set_caps(kRgba);
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(process(filter, kPixels),
                (Bytes{204, 248, 247, 30, 51, 248, 247, 40}));
    const auto warnings = take_reports(filter.bus, GST_MESSAGE_WARNING);
    ASSERT_EQ(warnings.size(), 1u) << name;
    EXPECT_TRUE(warnings[0].mentions("one output channel"));
    EXPECT_TRUE(filter.errors().empty());
  }
}

TEST(MaskOutput, GreyModelsThresholdAndLayOver) {
  FilterHarness filter("channels=1");
  filter.set_caps("video/x-raw,format=GRAY8,width=4,height=1,framerate=30/1");
  const Bytes pixels = {0, 51, 204, 255};
  EXPECT_EQ(process(filter, pixels), pixels);
  g_object_set(filter.element, "threshold", 0.5, nullptr);
  EXPECT_EQ(process(filter, pixels), (Bytes{0, 0, 255, 255}));
  gst_util_set_object_arg(G_OBJECT(filter.element), "output-mode", "overlay");
  // BT.601 luma of pure blue is 29.
  g_object_set(filter.element, "overlay-color", 0xFF0000FFu, nullptr);
  EXPECT_EQ(process(filter, pixels), (Bytes{0, 51, 29, 29}));
}

TEST(MaskOutput, PipelinesLinkToGray8) {
  const FakeModel model(kMaskModel);
  for (const char* source : {"RGB", "I420", "NV12", "BGRx"}) {
    Pipeline pipeline(
        std::string("videotestsrc num-buffers=3 ! video/x-raw,format=") +
        source + ",width=65,height=33 ! pix2pixfilter name=filter model=" +
        model.path() + " ! video/x-raw,format=GRAY8 ! fakesink");
    EXPECT_TRUE(pipeline.run_to_end()) << source;
  }
  // Without a wish of the sink, and with the converter choosing.
  Pipeline pipeline(
      "videotestsrc num-buffers=3 ! pix2pixfilter name=filter "
      "output-mode=overlay model=" +
      model.path() +
      " ! videoconvert ! video/x-raw,format=GRAY8 "
      "! fakesink");
  EXPECT_TRUE(pipeline.run_to_end());
}

TEST(MaskOutput, ModelsOfThreeChannelsDoNotLinkToGray8) {
  const FakeModel model("copy");
  Pipeline pipeline(
      "videotestsrc num-buffers=3 ! pix2pixfilter name=filter "
      "model=" +
      model.path() + " ! video/x-raw,format=GRAY8 ! fakesink");
  EXPECT_FALSE(pipeline.run_to_end());
}

}  // namespace
}  // namespace p2p::testing
