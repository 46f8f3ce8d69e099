// SPDX-License-Identifier: MIT
// Rows and planes that lie elsewhere than the default layout says.
#include <cstring>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {
namespace {

/// A layout with gaps before each plane and behind each row.
struct PaddedLayout {
  explicit PaddedLayout(const GstVideoInfo& info) {
    for (unsigned i = 0; i < GST_VIDEO_INFO_N_PLANES(&info); ++i) {
      size += 37;
      offset[i] = size;
      stride[i] = GST_VIDEO_INFO_PLANE_STRIDE(&info, i) + 21;
      size += static_cast<gsize>(stride[i]) * GST_VIDEO_INFO_HEIGHT(&info);
    }
  }
  gsize offset[GST_VIDEO_MAX_PLANES] = {};
  gint stride[GST_VIDEO_MAX_PLANES] = {};
  gsize size = 0;
};

GstBuffer* new_padded_buffer(const GstVideoInfo& info) {
  PaddedLayout layout(info);
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, layout.size, nullptr);
  gst_buffer_memset(buffer, 0, 0xEE, layout.size);
  gst_buffer_add_video_meta_full(
      buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&info),
      GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info),
      GST_VIDEO_INFO_N_PLANES(&info), layout.offset, layout.stride);
  return buffer;
}

/// GStreamer's own copy between layouts; the element has no part in it.
void copy_picture(GstBuffer* to, GstBuffer* from, const GstVideoInfo& info) {
  GstVideoFrame source{}, target{};
  ASSERT_TRUE(gst_video_frame_map(&source, &info, from, GST_MAP_READ));
  ASSERT_TRUE(gst_video_frame_map(&target, &info, to, GST_MAP_WRITE));
  gst_video_frame_copy(&target, &source);
  gst_video_frame_unmap(&source);
  gst_video_frame_unmap(&target);
}

/// The sum of the picture's samples that differ from 255 - those of `input`.
int count_not_inverted(GstBuffer* input, GstBuffer* output,
                       const GstVideoInfo& info) {
  GstVideoFrame a{}, b{};
  gst_video_frame_map(&a, &info, input, GST_MAP_READ);
  gst_video_frame_map(&b, &info, output, GST_MAP_READ);
  int wrong = 0;
  for (unsigned c = 0; c < GST_VIDEO_INFO_N_COMPONENTS(&info); ++c)
    for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT(&a, c); ++y)
      for (int x = 0; x < GST_VIDEO_FRAME_COMP_WIDTH(&a, c); ++x) {
        const auto sample = [&](const GstVideoFrame& frame) {
          return static_cast<guint8*>(GST_VIDEO_FRAME_COMP_DATA(
              &frame, c))[y * GST_VIDEO_FRAME_COMP_STRIDE(&frame, c) +
                          x * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, c)];
        };
        wrong += sample(b) != 255 - sample(a);
      }
  gst_video_frame_unmap(&a);
  gst_video_frame_unmap(&b);
  return wrong;
}

class Strides : public ::testing::TestWithParam<GstVideoFormat> {};

TEST_P(Strides, OfTheInputAreHonoured) {
  FilterHarness filter("invert");
  const GstVideoInfo info = video_info(GetParam(), 51, 33);
  filter.set_caps(info);
  g_autoptr(GstBuffer) plain = new_pattern_buffer(info);
  g_autoptr(GstBuffer) padded = new_padded_buffer(info);
  copy_picture(padded, plain, info);
  g_autoptr(GstBuffer) output = filter.process(gst_buffer_ref(padded));
  ASSERT_TRUE(output);
  EXPECT_EQ(count_not_inverted(plain, output, info), 0);
}

/// A pool of the peer whose buffers are larger than their pictures.
GstBufferPool* new_padded_pool(GstCaps* caps) {
  GstVideoInfo info;
  gst_video_info_from_caps(&info, caps);
  GstVideoAlignment alignment;
  gst_video_alignment_reset(&alignment);
  alignment.padding_left = 16;
  alignment.padding_right = 48;
  alignment.padding_top = 2;
  alignment.padding_bottom = 6;
  GstBufferPool* pool = gst_video_buffer_pool_new();
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, caps, info.size, 2, 0);
  gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
  gst_buffer_pool_config_add_option(config,
                                    GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT);
  gst_buffer_pool_config_set_video_alignment(config, &alignment);
  g_assert_true(gst_buffer_pool_set_config(pool, config));
  return pool;
}

GstPadProbeReturn answer_allocation(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_ALLOCATION) return GST_PAD_PROBE_OK;
  GstCaps* caps;
  gst_query_parse_allocation(query, &caps, nullptr);
  g_autoptr(GstBufferPool) pool = new_padded_pool(caps);
  g_autoptr(GstStructure) config = gst_buffer_pool_get_config(pool);
  guint size, min, max;
  gst_buffer_pool_config_get_params(config, nullptr, &size, &min, &max);
  gst_query_add_allocation_pool(query, pool, size, min, max);
  gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
  return GST_PAD_PROBE_HANDLED;
}

TEST_P(Strides, OfThePeersPoolAreHonoured) {
  FilterHarness filter("invert");
  gst_pad_add_probe(filter.harness->sinkpad,
                    GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, answer_allocation,
                    nullptr, nullptr);
  const GstVideoInfo info = video_info(GetParam(), 51, 33);
  filter.set_caps(info);
  g_autoptr(GstBuffer) input = new_pattern_buffer(info);
  g_autoptr(GstBuffer) output = filter.process(gst_buffer_ref(input));
  ASSERT_TRUE(output);
  const GstVideoMeta* meta = gst_buffer_get_video_meta(output);
  ASSERT_TRUE(meta) << "the pool was not used";
  ASSERT_NE(meta->stride[0], GST_VIDEO_INFO_PLANE_STRIDE(&info, 0));
  EXPECT_EQ(count_not_inverted(input, output, info), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, Strides,
    ::testing::Values(GST_VIDEO_FORMAT_RGB, GST_VIDEO_FORMAT_BGRx,
                      GST_VIDEO_FORMAT_GBR, GST_VIDEO_FORMAT_I420,
                      GST_VIDEO_FORMAT_NV12),
    [](const auto& info) {
      return std::string(gst_video_format_to_string(info.param));
    });

class LyingBuffer : public ::testing::Test {
 protected:
  void expect_one_format_error(GstBuffer* input) {
    g_autoptr(GstBuffer) output = filter.process(input);
    EXPECT_FALSE(output);
    EXPECT_EQ(filter.flow, GST_FLOW_ERROR);
    const auto errors = filter.errors();
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_TRUE(errors[0].is(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT));
  }

  FilterHarness filter{"copy"};
  GstVideoInfo info = video_info(GST_VIDEO_FORMAT_I420, 64, 48);
};

TEST_F(LyingBuffer, WithTooLittleMemoryIsAnError) {
  filter.set_caps(info);
  expect_one_format_error(gst_buffer_new_allocate(nullptr, 100, nullptr));
}

TEST_F(LyingBuffer, WithAMetaBeyondItsMemoryIsAnError) {
  filter.set_caps(info);
  GstBuffer* buffer = new_pattern_buffer(info);
  gsize offset[4] = {0, 64 * 48, 64 * 48 + 24 * 32, 0};
  gint stride[4] = {64, 32, 4096, 0};
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                                 GST_VIDEO_FORMAT_I420, 64, 48, 3, offset,
                                 stride);
  expect_one_format_error(buffer);
}

TEST_F(LyingBuffer, WithAMetaOfASmallerSizeIsAnError) {
  filter.set_caps(info);
  GstBuffer* buffer = new_pattern_buffer(info);
  gst_buffer_add_video_meta(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                            GST_VIDEO_FORMAT_I420, 32, 24);
  expect_one_format_error(buffer);
}

TEST_F(LyingBuffer, WithAMetaOfAnotherFormatIsAnError) {
  filter.set_caps(info);
  GstBuffer* buffer = new_pattern_buffer(info);
  gst_buffer_add_video_meta(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                            GST_VIDEO_FORMAT_NV12, 64, 48);
  expect_one_format_error(buffer);
}

TEST_F(LyingBuffer, WithAMetaThatMakesNoSenseIsAnError) {
  filter.set_caps(info);
  for (const bool format : {false, true}) {
    GstBuffer* buffer = new_pattern_buffer(info);
    GstVideoMeta* meta = gst_buffer_add_video_meta(
        buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420, 64, 48);
    if (format)
      meta->format = static_cast<GstVideoFormat>(9999);
    else
      meta->n_planes = 0;
    expect_one_format_error(buffer);
  }
}

TEST_F(LyingBuffer, WithAMetaOfALargerSizeIsSeenFromItsTopLeft) {
  const GstVideoInfo small = video_info(GST_VIDEO_FORMAT_I420, 40, 30);
  filter.set_caps(small);
  GstBuffer* buffer = new_pattern_buffer(info);
  gst_buffer_add_video_meta(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                            GST_VIDEO_FORMAT_I420, 64, 48);
  g_autoptr(GstBuffer) output = filter.process(gst_buffer_ref(buffer));
  ASSERT_TRUE(output);
  EXPECT_EQ(gst_buffer_get_size(output), small.size);
  guint8 expected, actual;  // of the second row
  gst_buffer_extract(buffer, 64, &expected, 1);
  gst_buffer_extract(output, 40, &actual, 1);
  EXPECT_EQ(actual, expected);
  gst_buffer_unref(buffer);
}

}  // namespace
}  // namespace p2p::testing
