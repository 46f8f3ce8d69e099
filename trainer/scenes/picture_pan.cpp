// SPDX-License-Identifier: MIT
// One affine warp a frame, at twice the size: pictures are larger than frames.
#include "trainer/scenes/picture_pan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace p2p::scenes {
namespace {

constexpr int kFine = 2;

}  // namespace

PicturePan::PicturePan(const cv::Mat& picture, cv::Size frame, double zoom)
    : picture_(picture), frame_(frame), zoom_(zoom) {}

cv::Mat PicturePan::at(double moment) const {
  const double turn = 2.0 * std::numbers::pi * moment;
  const double near = 0.5 - 0.5 * std::cos(turn);  // 0 to 1 and back
  const double whole =
      std::min(static_cast<double>(frame_.width) / picture_.cols,
               static_cast<double>(frame_.height) / picture_.rows);
  const double scale = kFine * whole * std::pow(zoom_, near);
  // Where the frame's middle is, in shares of the picture: as far out as keeps
  // the picture in the frame when it is seen at its largest.
  const double reach = 0.5 * (1.0 - 1.0 / zoom_) * near;
  const double x = 0.5 + reach * std::cos(2.0 * turn);
  const double y = 0.5 + reach * std::sin(2.0 * turn);
  const double centre_x = kFine * frame_.width / 2.0;
  const double centre_y = kFine * frame_.height / 2.0;
  const cv::Matx23d warp(scale, 0, centre_x - scale * x * picture_.cols,  //
                         0, scale, centre_y - scale * y * picture_.rows);
  cv::Mat fine, frame;
  cv::warpAffine(picture_, fine, warp,
                 {kFine * frame_.width, kFine * frame_.height},
                 cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  cv::resize(fine, frame, frame_, 0, 0, cv::INTER_AREA);
  return frame;
}

}  // namespace p2p::scenes
