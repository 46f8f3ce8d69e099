// SPDX-License-Identifier: MIT
// Numbers of BT.601 and BT.709 as the standards print them.
#include "gst-plugin/colorimetry.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

GstVideoInfo from_caps(const char* fields) {
  g_autofree gchar* text =
      g_strdup_printf("video/x-raw,format=I420,framerate=30/1,%s", fields);
  g_autoptr(GstCaps) caps = gst_caps_from_string(text);
  GstVideoInfo info;
  g_assert_true(gst_video_info_from_caps(&info, caps));
  return info;
}

TEST(Colorimetry, KnowsLimitedBt601) {
  const P2pYuv yuv =
      describe_yuv(from_caps("width=64,height=48,colorimetry=bt601"));
  EXPECT_FLOAT_EQ(yuv.kr, 0.299f);
  EXPECT_FLOAT_EQ(yuv.kb, 0.114f);
  EXPECT_EQ(yuv.y_offset, 16);
  EXPECT_EQ(yuv.y_scale, 219);
  EXPECT_EQ(yuv.c_offset, 128);
  EXPECT_EQ(yuv.c_scale, 224);
}

TEST(Colorimetry, KnowsFullRangeBt709) {
  const P2pYuv yuv =
      describe_yuv(from_caps("width=64,height=48,colorimetry=1:3:5:1"));
  EXPECT_FLOAT_EQ(yuv.kr, 0.2126f);
  EXPECT_FLOAT_EQ(yuv.kb, 0.0722f);
  EXPECT_EQ(yuv.y_offset, 0);
  EXPECT_EQ(yuv.y_scale, 255);
  EXPECT_EQ(yuv.c_offset, 128);
  EXPECT_EQ(yuv.c_scale, 255);
}

TEST(Colorimetry, GuessesTheMatrixFromTheHeight) {
  EXPECT_FLOAT_EQ(describe_yuv(from_caps("width=640,height=480")).kr, 0.299f);
  EXPECT_FLOAT_EQ(describe_yuv(from_caps("width=1920,height=1080")).kr,
                  0.2126f);
}

TEST(Colorimetry, SurvivesAMatrixThatIsNone) {
  const P2pYuv yuv =
      describe_yuv(from_caps("width=64,height=48,colorimetry=1:1:5:1"));
  EXPECT_FLOAT_EQ(yuv.kr, 0.299f);
}

TEST(Colorimetry, KnowsWhereChromaSits) {
  const auto site = [](const char* name) {
    g_autofree gchar* fields = g_strdup_printf(
        "width=64,height=48,colorimetry=bt601,chroma-site=%s", name);
    const P2pYuv yuv = describe_yuv(from_caps(fields));
    return 2 * yuv.chroma_x_cosited + yuv.chroma_y_cosited;
  };
  EXPECT_EQ(site("mpeg2"), 2);
  EXPECT_EQ(site("jpeg"), 0);
  EXPECT_EQ(site("cosited"), 3);
}

TEST(Colorimetry, RecognisesHighDynamicRange) {
  const char* size = "width=64,height=48,colorimetry=";
  const auto is_hdr = [&](const char* colorimetry) {
    g_autofree gchar* fields = g_strconcat(size, colorimetry, nullptr);
    return is_high_dynamic_range(from_caps(fields));
  };
  EXPECT_TRUE(is_hdr("bt2100-pq"));
  EXPECT_TRUE(is_hdr("bt2100-hlg"));
  EXPECT_FALSE(is_hdr("bt709"));
}

}  // namespace
}  // namespace p2p
