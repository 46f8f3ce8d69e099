// SPDX-License-Identifier: MIT
// GTypes of the enum properties; their values are those of the C table or
// of mask_settings.h.
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define GST_TYPE_PIX2PIX_FILTER_PRECISION \
  (gst_pix2pix_filter_precision_get_type())
GType gst_pix2pix_filter_precision_get_type(void);

#define GST_TYPE_PIX2PIX_FILTER_NORM_STATS \
  (gst_pix2pix_filter_norm_stats_get_type())
GType gst_pix2pix_filter_norm_stats_get_type(void);

#define GST_TYPE_PIX2PIX_FILTER_OUTPUT_MODE \
  (gst_pix2pix_filter_output_mode_get_type())
GType gst_pix2pix_filter_output_mode_get_type(void);

/// p2p::MaskSource.
#define GST_TYPE_PIX2PIX_FILTER_MASK_SOURCE \
  (gst_pix2pix_filter_mask_source_get_type())
GType gst_pix2pix_filter_mask_source_get_type(void);

/// Whether black is hole.
#define GST_TYPE_PIX2PIX_FILTER_MASK_POLARITY \
  (gst_pix2pix_filter_mask_polarity_get_type())
GType gst_pix2pix_filter_mask_polarity_get_type(void);

G_END_DECLS
