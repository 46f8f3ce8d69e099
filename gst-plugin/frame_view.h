// SPDX-License-Identifier: MIT
// A mapped video buffer as the runtime sees it.
#pragma once

#include <gst/video/video.h>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Whether who knows nothing of GstVideoMeta finds a picture of `info` in the
/// buffer: it has none, or one that says what `info` says.
bool is_laid_out_as(const GstVideoInfo& info, GstBuffer* buffer);

/// Access to a buffer's pixels for as long as it lives.
class FrameView {
 public:
  /// Throws ElementError when the buffer cannot be mapped, is smaller than its
  /// planes, or has a GstVideoMeta of a smaller size or another format than
  /// `info`. Of a larger one the top left is seen.
  FrameView(const GstVideoInfo& info, GstBuffer* buffer, GstMapFlags access);
  ~FrameView();
  FrameView(const FrameView&) = delete;
  FrameView& operator=(const FrameView&) = delete;

  /// Borrowed: valid while this view lives.
  P2pFrame frame() const;

  /// Takes the pixels of a frame of the same size and format.
  void copy_from(const FrameView& other);

  /// Sets the bytes of a pixel that belong to no component, as the x in RGBx,
  /// to 255: what takes them for alpha sees an opaque picture.
  void fill_unused_bytes();

 private:
  void check_memory() const;
  bool plane_fits(unsigned plane) const;

  GstVideoFrame frame_{};
};

}  // namespace p2p
