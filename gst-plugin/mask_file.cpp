// SPDX-License-Identifier: MIT
// GdkPixbuf reads; thresholds and nearest pixels are ours.
#include "gst-plugin/mask_file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <gst/gst.h>

#include "gst-plugin/element_error.h"
#include "models/pixels/holes.h"

namespace p2p {
namespace {

/// Of 255: JPEG makes such greys of black and white.
constexpr int kAlmost = 16;

GdkPixbuf* open_picture(const std::string& location) {
  if (location.empty())
    throw ElementError(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                       "Set 'mask-location' to a picture in which the holes "
                       "are white: mask-source=file has none.");
  // A pipe would be waited for.
  if (g_file_test(location.c_str(), G_FILE_TEST_EXISTS) &&
      !g_file_test(location.c_str(), G_FILE_TEST_IS_REGULAR))
    throw ElementError(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
                       "Set 'mask-location' to a picture file: '" + location +
                           "' is not a regular file.");
  GError* error = nullptr;
  GdkPixbuf* picture = gdk_pixbuf_new_from_file(location.c_str(), &error);
  if (picture) return picture;
  g_autoptr(GError) owned = error;
  const bool missing = g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  throw ElementError(
      GST_RESOURCE_ERROR,
      missing ? GST_RESOURCE_ERROR_NOT_FOUND : GST_RESOURCE_ERROR_OPEN_READ,
      "Set 'mask-location' to a picture that can be read, a PNG for instance: "
      "'" +
          location + (missing ? "' is missing." : "' is not one."),
      error->message);
}

/// BT.601 luma over black.
int luma(const guchar* pixel, bool has_alpha) {
  const int grey = (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000;
  return has_alpha ? grey * pixel[3] / 255 : grey;
}

}  // namespace

MaskFile::MaskFile(const std::string& location) {
  g_autoptr(GdkPixbuf) picture = open_picture(location);
  width_ = gdk_pixbuf_get_width(picture);
  height_ = gdk_pixbuf_get_height(picture);
  pixels_.resize(static_cast<size_t>(width_) * height_);
  const guchar* data = gdk_pixbuf_read_pixels(picture);
  const auto stride = static_cast<size_t>(gdk_pixbuf_get_rowstride(picture));
  const int channels = gdk_pixbuf_get_n_channels(picture);
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x) {
      const int grey =
          luma(data + stride * y + static_cast<size_t>(x) * channels,
               gdk_pixbuf_get_has_alpha(picture));
      pixels_[static_cast<size_t>(y) * width_ + x] =
          grey >= kHoleFrom ? 255 : 0;
      soft_ |= grey > kAlmost && grey < 255 - kAlmost;
    }
}

void MaskFile::scale_to(HoleMask& mask) const {
  for (int y = 0; y < mask.height(); ++y) {
    // The middle of a pixel lies in the nearest one.
    const auto from_y = (2 * int64_t{y} + 1) * height_ / (2 * mask.height());
    const uint8_t* from = pixels_.data() + static_cast<size_t>(from_y) * width_;
    uint8_t* to = mask.row(y);
    for (int x = 0; x < mask.width(); ++x)
      to[x] = from[(2 * int64_t{x} + 1) * width_ / (2 * mask.width())];
  }
}

}  // namespace p2p
