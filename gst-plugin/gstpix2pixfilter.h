// SPDX-License-Identifier: MIT
// The GObject type of pix2pixfilter.
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_PIX2PIX_FILTER (gst_pix2pix_filter_get_type())
G_DECLARE_FINAL_TYPE(GstPix2pixFilter, gst_pix2pix_filter, GST, PIX2PIX_FILTER,
                     GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(pix2pixfilter);

G_END_DECLS
