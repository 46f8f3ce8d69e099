// SPDX-License-Identifier: MIT
// Numbers for GstVideoColorimetry and GstVideoChromaSite.
#include "gst-plugin/colorimetry.h"

namespace p2p {
namespace {

constexpr int kSdLines = 576;

void set_luma_weights(const GstVideoInfo& info, P2pYuv& yuv) {
  gdouble kr = 0, kb = 0;
  if (!gst_video_color_matrix_get_Kr_Kb(info.colorimetry.matrix, &kr, &kb))
    gst_video_color_matrix_get_Kr_Kb(info.height > kSdLines
                                         ? GST_VIDEO_COLOR_MATRIX_BT709
                                         : GST_VIDEO_COLOR_MATRIX_BT601,
                                     &kr, &kb);
  yuv.kr = static_cast<float>(kr);
  yuv.kb = static_cast<float>(kb);
}

void set_range(const GstVideoInfo& info, P2pYuv& yuv) {
  gint offset[GST_VIDEO_MAX_COMPONENTS], scale[GST_VIDEO_MAX_COMPONENTS];
  gst_video_color_range_offsets(info.colorimetry.range, info.finfo, offset,
                                scale);
  yuv.y_offset = static_cast<float>(offset[GST_VIDEO_COMP_Y]);
  yuv.y_scale = static_cast<float>(scale[GST_VIDEO_COMP_Y]);
  yuv.c_offset = static_cast<float>(offset[GST_VIDEO_COMP_U]);
  yuv.c_scale = static_cast<float>(scale[GST_VIDEO_COMP_U]);
}

}  // namespace

P2pYuv describe_yuv(const GstVideoInfo& info) {
  P2pYuv yuv{};
  set_luma_weights(info, yuv);
  set_range(info, yuv);
  yuv.chroma_x_cosited =
      (info.chroma_site & GST_VIDEO_CHROMA_SITE_H_COSITED) != 0;
  yuv.chroma_y_cosited =
      (info.chroma_site & GST_VIDEO_CHROMA_SITE_V_COSITED) != 0;
  return yuv;
}

bool is_high_dynamic_range(const GstVideoInfo& info) {
  return info.colorimetry.transfer == GST_VIDEO_TRANSFER_SMPTE2084 ||
         info.colorimetry.transfer == GST_VIDEO_TRANSFER_ARIB_STD_B67;
}

}  // namespace p2p
