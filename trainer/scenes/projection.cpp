// SPDX-License-Identifier: MIT
// From the plan through the gently bent world to sub-pixels of a picture.
#include "trainer/scenes/projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {
namespace {

/// Longest straight piece of a bent line, metres.
constexpr double kPiece = 14.0;

struct Swing {
  double wavelength, amplitude;  ///< metres
};
constexpr std::array<Swing, 3> kSwings{{{1300, 21}, {520, 9}, {300, 4}}};

cv::Point to_fixed(cv::Point2d pixel) {
  constexpr double kOne = 1 << kShift;
  return {cvRound(pixel.x * kOne), cvRound(pixel.y * kOne)};
}

}  // namespace

Warp::Warp(Key city) {
  for (std::size_t i = 0; i < waves_.size(); ++i) {
    const Key key = city["warp"].at(static_cast<int>(i));
    // Across its own direction a wave bends lines without squeezing them.
    const cv::Point2d way =
        direction_of(key["way"].between(0, 2 * std::numbers::pi));
    waves_[i] = {way * (2 * std::numbers::pi / kSwings[i].wavelength),
                 turned(way) * kSwings[i].amplitude,
                 key["phase"].between(0, 2 * std::numbers::pi)};
  }
}

cv::Point2d Warp::operator()(cv::Point2d plan) const {
  cv::Point2d world = plan;
  for (const Wave& wave : waves_) {
    world += wave.shift * std::sin(wave.frequency.dot(plan) + wave.phase);
  }
  return world;
}

cv::Point2d Warp::inverse(cv::Point2d world) const {
  cv::Point2d plan = world;
  for (int i = 0; i < 16; ++i) plan += world - (*this)(plan);
  return plan;
}

double Warp::reach() {
  double sum = 0.0;
  for (const Swing& swing : kSwings) sum += swing.amplitude;
  return sum;
}

Projection::Projection(Key city, const View& view)
    : warp_(city),
      view_(view),
      scale_(kSupersampling / view.metres_per_pixel),
      right_(std::cos(view.heading), -std::sin(view.heading)),
      up_(std::sin(view.heading), std::cos(view.heading)) {}

cv::Size Projection::size() const {
  return {view_.width * kSupersampling, view_.height * kSupersampling};
}

cv::Point2d Projection::world(cv::Point2d pixel) const {
  const double x = (pixel.x + 0.5 - size().width / 2.0) / scale_;
  const double y = (pixel.y + 0.5 - size().height / 2.0) / scale_;
  return cv::Point2d(view_.x, view_.y) + right_ * x - up_ * y;
}

cv::Rect2d Projection::plan_region(double margin) const {
  const double w = size().width / scale_ / 2;
  const double h = size().height / scale_ / 2;
  const cv::Point2d half(std::abs(right_.x) * w + std::abs(up_.x) * h,
                         std::abs(right_.y) * w + std::abs(up_.y) * h);
  // The warp's inverse moves the corners by about as much as the middle.
  const cv::Point2d middle = warp_.inverse({view_.x, view_.y});
  const double slack = margin + 0.3 * std::max(half.x, half.y);
  const cv::Point2d reach = half + cv::Point2d(slack, slack);
  return {middle - reach, middle + reach};
}

cv::Point2d Projection::pixel(cv::Point2d plan) const {
  const cv::Point2d off = warp_(plan) - cv::Point2d(view_.x, view_.y);
  return pixel_vector(off) +
         cv::Point2d(size().width / 2.0 - 0.5, size().height / 2.0 - 0.5);
}

cv::Point2d Projection::pixel_vector(cv::Point2d world) const {
  return cv::Point2d(world.dot(right_), -world.dot(up_)) * scale_;
}

std::vector<cv::Point2d> Projection::line(
    const std::vector<cv::Point2d>& plan) const {
  std::vector<cv::Point2d> points{pixel(plan.front())};
  for (std::size_t i = 1; i < plan.size(); ++i) {
    const cv::Point2d way = plan[i] - plan[i - 1];
    const int pieces =
        std::max(1, static_cast<int>(std::ceil(cv::norm(way) / kPiece)));
    for (int k = 1; k <= pieces; ++k) {
      points.push_back(
          pixel(plan[i - 1] + way * (static_cast<double>(k) / pieces)));
    }
  }
  return points;
}

std::vector<cv::Point2d> Projection::outline(
    std::vector<cv::Point2d> plan) const {
  plan.push_back(plan.front());
  std::vector<cv::Point2d> points = line(plan);
  points.pop_back();
  return points;
}

bool Projection::sees(const std::vector<cv::Point2d>& pixels,
                      double margin) const {
  cv::Point2d low = pixels.front();
  cv::Point2d high = low;
  for (const cv::Point2d& p : pixels) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return high.x > -margin && high.y > -margin &&
         low.x < size().width + margin && low.y < size().height + margin;
}

std::vector<cv::Point> fixed_point(const std::vector<cv::Point2d>& pixels) {
  std::vector<cv::Point> points;
  points.reserve(pixels.size());
  for (const cv::Point2d& pixel : pixels) points.push_back(to_fixed(pixel));
  return points;
}

}  // namespace p2p::scenes
