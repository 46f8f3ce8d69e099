// SPDX-License-Identifier: MIT
// Canny's edges on a picture without its texture, without specks.
#include "trainer/data/derived_input.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "trainer/opencv/mat_view.h"

namespace p2p {
namespace {

constexpr int kWhite = 255;

cv::Mat grey_of(const torch::Tensor& picture) {
  cv::Mat grey;
  cv::cvtColor(mat_view(picture), grey, cv::COLOR_RGB2GRAY);
  return grey;
}

torch::Tensor as_rgb_picture(const cv::Mat& grey) {
  torch::Tensor out = torch::empty({grey.rows, grey.cols, 3}, torch::kByte);
  cv::cvtColor(grey, mat_view(out), cv::COLOR_GRAY2RGB);
  return out;
}

/// The gradient that `share` of the pixels exceed.
double gradient_above(const cv::Mat& dx, const cv::Mat& dy, double share) {
  std::vector<float> length(dx.total());
  for (int y = 0; y < dx.rows; ++y)
    for (int x = 0; x < dx.cols; ++x)
      length[static_cast<size_t>(y) * dx.cols + x] =
          std::hypot(static_cast<float>(dx.at<short>(y, x)),
                     static_cast<float>(dy.at<short>(y, x)));
  const auto at = static_cast<std::ptrdiff_t>(
      (1.0 - share) * static_cast<double>(length.size() - 1));
  std::nth_element(length.begin(), length.begin() + at, length.end());
  return length[at];
}

/// Lines of fewer pixels than `least` are taken out.
void remove_specks(cv::Mat& edges, int least) {
  cv::Mat labels, stats, centres;
  const int count =
      cv::connectedComponentsWithStats(edges, labels, stats, centres, 8);
  std::vector<bool> kept(count);
  for (int i = 1; i < count; ++i)
    kept[i] = stats.at<int>(i, cv::CC_STAT_AREA) >= least;
  for (int y = 0; y < edges.rows; ++y)
    for (int x = 0; x < edges.cols; ++x)
      if (!kept[labels.at<int>(y, x)]) edges.at<uint8_t>(y, x) = 0;
}

torch::Tensor sketch(const torch::Tensor& picture, double detail) {
  constexpr int kDiameter = 7;
  constexpr double kSigmaValue = 45.0, kSigmaSpace = 5.0;
  constexpr double kFewest = 0.03, kMost = 0.18;  // pixels on steep ground
  constexpr double kFaintest = 24.0;              // below, a gradient is noise
  constexpr double kLowToHigh = 0.4;
  constexpr double kShortest = 0.02;  // of a line, by width plus height
  cv::Mat smooth, dx, dy, edges;
  cv::bilateralFilter(grey_of(picture), smooth, kDiameter, kSigmaValue,
                      kSigmaSpace);
  cv::Sobel(smooth, dx, CV_16S, 1, 0);
  cv::Sobel(smooth, dy, CV_16S, 0, 1);
  const double share = kFewest + detail * (kMost - kFewest);
  const double high = std::max(kFaintest, gradient_above(dx, dy, share));
  cv::Canny(dx, dy, edges, kLowToHigh * high, high, /*L2gradient=*/true);
  remove_specks(edges, static_cast<int>(
                           std::lround(kShortest * (edges.rows + edges.cols))));
  return as_rgb_picture(kWhite - edges);
}

torch::Tensor with_hole(const torch::Tensor& picture, double share) {
  torch::Tensor out = picture.clone();
  const auto height = std::lround(share * picture.size(0));
  const auto width = std::lround(share * picture.size(1));
  out.narrow(0, (picture.size(0) - height) / 2, height)
      .narrow(1, (picture.size(1) - width) / 2, width)
      .fill_(kWhite);
  return out;
}

}  // namespace

torch::Tensor derive_input(const torch::Tensor& target,
                           const DerivedOptions& options) {
  const torch::Tensor picture = target.contiguous();
  switch (options.kind) {
    case DerivedInput::kEdges:
      return sketch(picture, options.detail);
    case DerivedInput::kGrey:
      return as_rgb_picture(grey_of(picture));
    case DerivedInput::kBlank:
      return with_hole(picture, options.hole);
  }
  throw std::invalid_argument("unknown input to make");
}

}  // namespace p2p
