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

/// Makes colour to grey, or leaves that to be seen.
bool makes_grey(std::optional<ModelChannels> channels) {
  return !channels || (channels->in == 3 && channels->out == 1);
}

/// What the pad of `direction` takes.
const char* caps_of(std::optional<ModelChannels> channels,
                    GstPadDirection direction) {
  if (!channels || (direction == GST_PAD_SRC && makes_grey(channels)))
    return kTemplateCaps;
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

/// Those of `caps` that `text` allows.
GstCaps* intersect(GstCaps* caps, const char* text) {
  g_autoptr(GstCaps) allowed = gst_caps_from_string(text);
  return gst_caps_intersect_full(caps, allowed, GST_CAPS_INTERSECT_FIRST);
}

/// `caps` in other formats, for want of one that says what they were: grey has
/// no chroma and another colorimetry.
GstCaps* in_formats_of(GstCaps* caps, const char* text) {
  g_autoptr(GstCaps) formats = gst_caps_from_string(text);
  const GValue* format =
      gst_structure_get_value(gst_caps_get_structure(formats, 0), "format");
  GstCaps* result = gst_caps_copy(caps);
  for (guint i = 0; i < gst_caps_get_size(result); ++i) {
    GstStructure* structure = gst_caps_get_structure(result, i);
    gst_structure_set_value(structure, "format", format);
    gst_structure_remove_fields(structure, "colorimetry", "chroma-site",
                                nullptr);
  }
  return result;
}

/// What can be on the other pad in another format.
GstCaps* converted(GstCaps* caps, GstPadDirection direction) {
  const bool to_grey = direction == GST_PAD_SINK;
  g_autoptr(GstCaps) from = intersect(caps, to_grey ? kColourCaps : kGreyCaps);
  return in_formats_of(from, to_grey ? kGreyCaps : kColourCaps);
}

}  // namespace

const char kTemplateCaps[] =
    GST_VIDEO_CAPS_MAKE("{ " COLOUR_FORMATS ", GRAY8 }");

bool has_format(ModelChannels channels) {
  return is_grey(channels) ||
         (channels.in == 3 && (channels.out == 3 || channels.out == 1));
}

GstCaps* transform_caps(GstCaps* caps, GstPadDirection direction,
                        std::optional<ModelChannels> channels,
                        GstCaps* filter) {
  const GstPadDirection other =
      direction == GST_PAD_SINK ? GST_PAD_SRC : GST_PAD_SINK;
  g_autoptr(GstCaps) taken = intersect(caps, caps_of(channels, direction));
  GstCaps* result = intersect(taken, caps_of(channels, other));
  if (makes_grey(channels))
    result = gst_caps_merge(result, converted(taken, direction));
  result = gst_caps_make_writable(result);
  // Without a model elements are linked only: what to do about interlaced video
  // can be said once there is a bus.
  if (channels)
    gst_caps_filter_and_map_in_place(result, make_progressive, nullptr);
  if (!filter) return result;
  g_autoptr(GstCaps) unfiltered = result;
  return gst_caps_intersect_full(filter, unfiltered, GST_CAPS_INTERSECT_FIRST);
}

std::optional<std::string> remedy_for(GstCaps* caps, GstPadDirection direction,
                                      std::optional<ModelChannels> channels) {
  g_autoptr(GstCaps) left = transform_caps(caps, direction, channels, nullptr);
  g_autoptr(GstCaps) templ = gst_caps_from_string(kTemplateCaps);
  if (!gst_caps_is_empty(left) || !gst_caps_can_intersect(caps, templ))
    return std::nullopt;
  g_autoptr(GstCaps) progressive = gst_caps_copy(caps);
  gst_caps_filter_and_map_in_place(progressive, make_progressive, nullptr);
  if (gst_caps_is_empty(progressive))
    return "Put deinterlace before pix2pixfilter: it takes progressive video "
           "only.";
  return "Put videoconvert before and after pix2pixfilter: the model has " +
         std::to_string(channels->in) + " input and " +
         std::to_string(channels->out) +
         " output channels and does not take this format.";
}

}  // namespace p2p
