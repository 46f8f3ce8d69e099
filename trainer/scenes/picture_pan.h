// SPDX-License-Identifier: MIT
// A camera that moves over a picture.
#pragma once

#include <opencv2/core.hpp>

namespace p2p::scenes {

/// Frames of a picture: all of it at first and at the end, larger and from
/// place to place in between. What lies beside the picture is black.
class PicturePan {
 public:
  /// `picture` is CV_8UC3 and borrowed; `zoom`, at least 1, is how much larger
  /// than at first it is seen in the middle.
  PicturePan(const cv::Mat& picture, cv::Size frame, double zoom);

  /// At `moment`, 0 to 1.
  cv::Mat at(double moment) const;

 private:
  const cv::Mat& picture_;
  cv::Size frame_;
  double zoom_;
};

}  // namespace p2p::scenes
