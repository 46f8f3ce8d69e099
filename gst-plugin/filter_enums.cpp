// SPDX-License-Identifier: MIT
// Enum values with their nicks and what they mean.
#include "gst-plugin/filter_enums.h"

#include "gst-plugin/mask_settings.h"
#include "models/runtime/pix2pix_runtime.h"

GType gst_pix2pix_filter_precision_get_type(void) {
  static const GEnumValue values[] = {
      {P2P_PRECISION_AUTO, "By device and processor", "auto"},
      {P2P_PRECISION_FP32, "32-bit floating point", "fp32"},
      {P2P_PRECISION_FP16, "16-bit IEEE floating point", "fp16"},
      {P2P_PRECISION_BF16, "16-bit brain floating point", "bf16"},
      {P2P_PRECISION_INT8, "8-bit integers, for models calibrated for them",
       "int8"},
      {0, nullptr, nullptr},
  };
  static const GType type =
      g_enum_register_static("GstPix2pixFilterPrecision", values);
  return type;
}

GType gst_pix2pix_filter_norm_stats_get_type(void) {
  static const GEnumValue values[] = {
      {P2P_NORM_STATS_AUTO, "What the model asks for", "auto"},
      {P2P_NORM_STATS_FRAME, "Of each frame, as pix2pix is tested", "frame"},
      {P2P_NORM_STATS_RUNNING, "Those stored in the model: no flicker",
       "running"},
      {0, nullptr, nullptr},
  };
  static const GType type =
      g_enum_register_static("GstPix2pixFilterNormStats", values);
  return type;
}

GType gst_pix2pix_filter_output_mode_get_type(void) {
  static const GEnumValue values[] = {
      {P2P_OUTPUT_PICTURE, "What the network makes", "picture"},
      {P2P_OUTPUT_OVERLAY, "The mask in colour over the picture it was made of",
       "overlay"},
      {0, nullptr, nullptr},
  };
  static const GType type =
      g_enum_register_static("GstPix2pixFilterOutputMode", values);
  return type;
}

GType gst_pix2pix_filter_mask_source_get_type(void) {
  using p2p::MaskSource;
  const auto value = [](MaskSource source) { return static_cast<int>(source); };
  static const GEnumValue values[] = {
      {value(MaskSource::kNone), "Nowhere: frames pass as they are", "none"},
      {value(MaskSource::kFile), "White in the picture 'mask-location'",
       "file"},
      {value(MaskSource::kAlpha), "Where the frame is transparent", "alpha"},
      {value(MaskSource::kColourKey), "Where the frame has the 'key-color'",
       "color-key"},
      {value(MaskSource::kRegions),
       "In the regions of interest that an element upstream attached", "roi"},
      {0, nullptr, nullptr},
  };
  static const GType type =
      g_enum_register_static("GstPix2pixFilterMaskSource", values);
  return type;
}

GType gst_pix2pix_filter_mask_polarity_get_type(void) {
  static const GEnumValue values[] = {
      {FALSE, "White, transparent, of the key colour, in a region is hole",
       "white-is-hole"},
      {TRUE, "The reverse: all but that is hole", "black-is-hole"},
      {0, nullptr, nullptr},
  };
  static const GType type =
      g_enum_register_static("GstPix2pixFilterMaskPolarity", values);
  return type;
}
