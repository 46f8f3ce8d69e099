// SPDX-License-Identifier: MIT
// Pictures as OpenCV takes them.
#pragma once

#include <opencv2/core.hpp>
#include <torch/types.h>

namespace p2p {

/// A view of a dense picture, uint8 [H, W, C], which must outlive it.
inline cv::Mat mat_view(const torch::Tensor& picture) {
  return {static_cast<int>(picture.size(0)), static_cast<int>(picture.size(1)),
          CV_8UC(static_cast<int>(picture.size(2))), picture.data_ptr()};
}

}  // namespace p2p
