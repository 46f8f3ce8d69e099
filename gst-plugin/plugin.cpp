// SPDX-License-Identifier: MIT
// Registration. Nothing is loaded or probed here: this also runs in the
// registry scanner, and a plugin that fails there is blacklisted.
#include <gst/gst.h>

#include "gst-plugin/gstpix2pixfilter.h"

static gboolean plugin_init(GstPlugin* plugin) {
  return GST_ELEMENT_REGISTER(pix2pixfilter, plugin);
}

// "MIT/X11" is how GStreamer spells this licence; others are reported unknown.
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, pix2pix,
                  "Image-to-image networks on video", plugin_init, VERSION,
                  "MIT/X11", PACKAGE, PACKAGE_ORIGIN)
