// SPDX-License-Identifier: MIT
// A mapped video buffer as the runtime sees it.
#pragma once

#include <gst/video/video.h>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

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

  /// Sets the bytes of a pixel that belong to no component, as the x in RGBx,
  /// to 255: what takes them for alpha sees an opaque picture.
  void fill_unused_bytes();

 private:
  void check_memory() const;
  bool plane_fits(unsigned plane) const;

  GstVideoFrame frame_{};
};

}  // namespace p2p
