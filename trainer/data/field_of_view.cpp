// SPDX-License-Identifier: MIT
// Threshold, largest component, convex hull.
#include "trainer/data/field_of_view.h"

#include <algorithm>
#include <array>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace p2p {
namespace {

constexpr int kWhite = 255;
/// A frame is darker than the median by at least so many levels.
constexpr int kLeastContrast = 10;

/// Levels that one hundredth and one half of the pixels do not exceed.
struct Levels {
  int dark = 0, middle = 0;
};

Levels levels_of(const cv::Mat& grey) {
  std::array<size_t, 256> counts{};
  for (int y = 0; y < grey.rows; ++y)
    for (int x = 0; x < grey.cols; ++x) ++counts[grey.at<uint8_t>(y, x)];
  const auto level_at = [&](size_t rank) {
    int level = 0;
    for (size_t below = counts[0]; below <= rank; below += counts[++level]) {
    }
    return level;
  };
  return {level_at(grey.total() / 100), level_at(grey.total() / 2)};
}

/// The contour around the most pixels; empty if there is none.
std::vector<cv::Point> largest_contour(const cv::Mat& bright) {
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(bright, contours, cv::RETR_EXTERNAL,
                   cv::CHAIN_APPROX_SIMPLE);
  const auto largest = std::max_element(
      contours.begin(), contours.end(), [](const auto& a, const auto& b) {
        return cv::contourArea(a) < cv::contourArea(b);
      });
  return largest == contours.end() ? std::vector<cv::Point>() : *largest;
}

}  // namespace

torch::Tensor field_of_view(const torch::Tensor& picture) {
  constexpr double kShare = 0.15;
  const torch::Tensor red = picture.select(2, 0).contiguous();
  const auto height = static_cast<int>(red.size(0));
  const auto width = static_cast<int>(red.size(1));
  const cv::Mat view(height, width, CV_8U, red.data_ptr());
  cv::Mat smooth;
  cv::medianBlur(view, smooth, 5);
  torch::Tensor field = torch::full({height, width, 1}, kWhite, torch::kByte);
  const Levels levels = levels_of(smooth);
  if (levels.middle - levels.dark < kLeastContrast) return field;
  const cv::Mat bright =
      smooth > levels.dark + kShare * (levels.middle - levels.dark);
  const std::vector<cv::Point> contour = largest_contour(bright);
  if (contour.empty()) return field;
  std::vector<cv::Point> hull;
  cv::convexHull(contour, hull);
  field.zero_();
  cv::Mat out(height, width, CV_8U, field.data_ptr());
  cv::fillConvexPoly(out, hull, cv::Scalar(kWhite));
  return field;
}

}  // namespace p2p
