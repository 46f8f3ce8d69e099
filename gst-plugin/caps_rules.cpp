// SPDX-License-Identifier: MIT
// Formats by channels of the model; no fields.
#include "gst-plugin/caps_rules.h"

#include <gst/video/video.h>

#define COLOUR_FORMATS                                                    \
  "RGB, BGR, RGBA, BGRA, ARGB, ABGR, RGBx, BGRx, xRGB, xBGR, GBR, RGBP, " \
  "BGRP, I420, NV12"

namespace p2p {
namespace {

constexpr char kColourCaps[] = GST_VIDEO_CAPS_MAKE("{ " COLOUR_FORMATS " }");
constexpr char kGreyCaps[] = GST_VIDEO_CAPS_MAKE("GRAY8");

bool is_grey(ModelChannels channels) {
  return channels.in == 1 && channels.out == 1;
}

const char* caps_of(std::optional<ModelChannels> channels) {
  if (!channels) return kTemplateCaps;
  return is_grey(*channels) ? kGreyCaps : kColourCaps;
}

/// Keeps a structure if it can be progressive, and makes it so.
gboolean make_progressive(GstCapsFeatures*, GstStructure* structure, gpointer) {
  const GValue* mode = gst_structure_get_value(structure, "interlace-mode");
  if (!mode) return TRUE;
  g_auto(GValue) progressive = G_VALUE_INIT;
  g_value_init(&progressive, G_TYPE_STRING);
  g_value_set_static_string(&progressive, "progressive");
  if (!gst_value_intersect(nullptr, mode, &progressive)) return FALSE;
  gst_structure_set_value(structure, "interlace-mode", &progressive);
  return TRUE;
}

}  // namespace

const char kTemplateCaps[] =
    GST_VIDEO_CAPS_MAKE("{ " COLOUR_FORMATS ", GRAY8 }");

bool has_format(ModelChannels channels) {
  return is_grey(channels) ||
         (channels.in == 3 && (channels.out == 3 || channels.out == 1));
}

GstCaps* transform_caps(GstCaps* caps, std::optional<ModelChannels> channels,
                        GstCaps* filter) {
  g_autoptr(GstCaps) allowed = gst_caps_from_string(caps_of(channels));
  GstCaps* result =
      gst_caps_intersect_full(caps, allowed, GST_CAPS_INTERSECT_FIRST);
  result = gst_caps_make_writable(result);
  gst_caps_filter_and_map_in_place(result, make_progressive, nullptr);
  if (!filter) return result;
  g_autoptr(GstCaps) unfiltered = result;
  return gst_caps_intersect_full(filter, unfiltered, GST_CAPS_INTERSECT_FIRST);
}

std::optional<std::string> remedy_for(GstCaps* caps,
                                      std::optional<ModelChannels> channels) {
  g_autoptr(GstCaps) left = transform_caps(caps, channels, nullptr);
  g_autoptr(GstCaps) templ = gst_caps_from_string(kTemplateCaps);
  if (!gst_caps_is_empty(left) || !gst_caps_can_intersect(caps, templ))
    return std::nullopt;
  g_autoptr(GstCaps) progressive = transform_caps(caps, std::nullopt, nullptr);
  if (gst_caps_is_empty(progressive))
    return "Put deinterlace before pix2pixfilter: it takes progressive video "
           "only.";
  return "Put videoconvert before and after pix2pixfilter: the model has " +
         std::to_string(channels->in) + " input and " +
         std::to_string(channels->out) +
         " output channels and does not take this format.";
}

}  // namespace p2p
