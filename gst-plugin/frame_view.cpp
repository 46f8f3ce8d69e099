// SPDX-License-Identifier: MIT
// GstVideoFrame to P2pFrame, for every 8-bit format alike.
#include "gst-plugin/frame_view.h"

#include <cstddef>
#include <string>

#include "gst-plugin/colorimetry.h"
#include "gst-plugin/element_error.h"

namespace p2p {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw ElementError(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                     "Check the element before pix2pixfilter: " + message);
}

std::string describe(const char* format, unsigned width, unsigned height) {
  return std::string(format) + " " + std::to_string(width) + "x" +
         std::to_string(height);
}

std::string describe(const GstVideoInfo& info) {
  return describe(GST_VIDEO_INFO_NAME(&info), info.width, info.height);
}

/// GStreamer calls the question for an unknown format a programming error.
const char* name_of(GstVideoFormat format) {
  auto* formats =
      static_cast<GEnumClass*>(g_type_class_ref(GST_TYPE_VIDEO_FORMAT));
  const bool known = g_enum_get_value(formats, format) != nullptr;
  g_type_class_unref(formats);
  return known && format != GST_VIDEO_FORMAT_UNKNOWN
             ? gst_video_format_to_string(format)
             : "an unknown format";
}

/// Before mapping: gst_video_frame_map() calls a smaller picture a programming
/// error.
void check_meta(const GstVideoInfo& info, GstBuffer* buffer) {
  const GstVideoMeta* meta = gst_buffer_get_video_meta(buffer);
  if (!meta) return;
  if (meta->format != GST_VIDEO_INFO_FORMAT(&info) ||
      meta->width < static_cast<guint>(info.width) ||
      meta->height < static_cast<guint>(info.height))
    refuse("its caps say " + describe(info) + ", its buffers " +
           describe(name_of(meta->format), meta->width, meta->height) + ".");
  if (meta->n_planes != GST_VIDEO_INFO_N_PLANES(&info))
    refuse("its buffers have a GstVideoMeta of " +
           std::to_string(meta->n_planes) + " planes, " + describe(info) +
           " has " + std::to_string(GST_VIDEO_INFO_N_PLANES(&info)) + ".");
}

P2pColour colour_of(const GstVideoInfo& info) {
  if (GST_VIDEO_INFO_IS_GRAY(&info)) return P2P_COLOUR_GREY;
  return GST_VIDEO_INFO_IS_YUV(&info) ? P2P_COLOUR_YUV : P2P_COLOUR_RGB;
}

P2pComponent component_of(const GstVideoFrame& frame, int index) {
  const GstVideoFormatInfo* format = frame.info.finfo;
  return {
      .data = static_cast<uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, index)),
      .row_stride = GST_VIDEO_FRAME_COMP_STRIDE(&frame, index),
      .pixel_stride = GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, index),
      .x_shift =
          static_cast<uint8_t>(GST_VIDEO_FORMAT_INFO_W_SUB(format, index)),
      .y_shift =
          static_cast<uint8_t>(GST_VIDEO_FORMAT_INFO_H_SUB(format, index)),
  };
}

/// Bytes from the plane's first to just behind the last that a component uses.
size_t plane_extent(const GstVideoFrame& frame, unsigned plane) {
  size_t extent = 0;
  for (unsigned i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS(&frame); ++i) {
    if (static_cast<unsigned>(GST_VIDEO_FRAME_COMP_PLANE(&frame, i)) != plane)
      continue;
    const size_t rows = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, i);
    const size_t columns = GST_VIDEO_FRAME_COMP_WIDTH(&frame, i);
    const size_t last = (rows - 1) * GST_VIDEO_FRAME_COMP_STRIDE(&frame, i) +
                        (columns - 1) * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, i);
    extent = MAX(extent, last + GST_VIDEO_FRAME_COMP_POFFSET(&frame, i) + 1);
  }
  return extent;
}

/// Where in a pixel of three components the fourth byte lies; -1 if it has
/// none.
int unused_byte(const GstVideoFrame& frame) {
  if (GST_VIDEO_FRAME_N_COMPONENTS(&frame) != 3 ||
      GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, 0) != 4)
    return -1;
  int unused = 0 + 1 + 2 + 3;
  for (int i = 0; i < 3; ++i) unused -= GST_VIDEO_FRAME_COMP_POFFSET(&frame, i);
  return unused;
}

}  // namespace

bool is_laid_out_as(const GstVideoInfo& info, GstBuffer* buffer) {
  const GstVideoMeta* meta = gst_buffer_get_video_meta(buffer);
  if (!meta) return true;
  if (meta->width != static_cast<guint>(info.width) ||
      meta->height != static_cast<guint>(info.height))
    return false;
  for (guint plane = 0; plane < GST_VIDEO_INFO_N_PLANES(&info); ++plane)
    if (meta->offset[plane] != GST_VIDEO_INFO_PLANE_OFFSET(&info, plane) ||
        meta->stride[plane] != GST_VIDEO_INFO_PLANE_STRIDE(&info, plane))
      return false;
  return true;
}

FrameView::FrameView(const GstVideoInfo& info, GstBuffer* buffer,
                     GstMapFlags access) {
  check_meta(info, buffer);
  if (!gst_video_frame_map(&frame_, &info, buffer, access))
    refuse("a buffer of " + std::to_string(gst_buffer_get_size(buffer)) +
           " bytes cannot be mapped as " + describe(info) + ".");
  frame_.info.width = info.width;
  frame_.info.height = info.height;
  try {
    check_memory();
  } catch (...) {
    gst_video_frame_unmap(&frame_);
    throw;
  }
}

FrameView::~FrameView() { gst_video_frame_unmap(&frame_); }

P2pFrame FrameView::frame() const {
  P2pFrame frame{};
  frame.width = frame_.info.width;
  frame.height = frame_.info.height;
  frame.colour = colour_of(frame_.info);
  frame.n_components = GST_VIDEO_FRAME_N_COMPONENTS(&frame_);
  for (int i = 0; i < frame.n_components; ++i)
    frame.component[i] = component_of(frame_, i);
  if (frame.colour == P2P_COLOUR_YUV) frame.yuv = describe_yuv(frame_.info);
  return frame;
}

void FrameView::copy_from(const FrameView& other) {
  if (!gst_video_frame_copy(&frame_, &other.frame_))
    refuse("a buffer of " + describe(other.frame_.info) + " is not " +
           describe(frame_.info) + ".");
}

void FrameView::fill_unused_bytes() {
  const int offset = unused_byte(frame_);
  if (offset < 0) return;
  auto* plane = static_cast<uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, 0));
  const ptrdiff_t stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, 0);
  for (int y = 0; y < frame_.info.height; ++y)
    for (int x = 0; x < frame_.info.width; ++x)
      plane[y * stride + ptrdiff_t{x} * 4 + offset] = 255;
}

/// gst_video_frame_map() takes strides and offsets from the buffer's
/// GstVideoMeta and does not look whether the memory is that large.
void FrameView::check_memory() const {
  for (unsigned plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&frame_); ++plane)
    if (!plane_fits(plane))
      refuse("plane " + std::to_string(plane) + " of a " +
             describe(frame_.info) + " buffer is larger than its memory.");
}

bool FrameView::plane_fits(unsigned plane) const {
  if (GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, plane) < 0) return false;
  // Without a meta the whole buffer is one mapping.
  const GstMapInfo& map = frame_.map[frame_.meta ? plane : 0];
  const auto* begin =
      static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, plane));
  const size_t offset = static_cast<size_t>(begin - map.data);
  return offset <= map.size && plane_extent(frame_, plane) <= map.size - offset;
}

}  // namespace p2p
