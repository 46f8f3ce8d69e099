// SPDX-License-Identifier: MIT
// From the plan through the gently bent world to sub-pixels of a picture.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/view.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// Pictures are painted at so many times their size, then reduced.
inline constexpr int kSupersampling = 2;
/// Fraction bits of the coordinates given to OpenCV's drawing functions.
inline constexpr int kShift = 4;

/// Bends the plan's straight lines: the sum of a few long waves, nowhere
/// steeper than a quarter, so that nothing folds or tears.
class Warp {
 public:
  explicit Warp(Key city);

  /// Plan metres to world metres.
  cv::Point2d operator()(cv::Point2d plan) const;

  /// The plan's point that lies at a world point, to a millimetre.
  cv::Point2d inverse(cv::Point2d world) const;

  /// No point is moved farther than this, metres.
  static double reach();

 private:
  struct Wave {
    cv::Point2d frequency, shift;
    double phase;
  };
  std::array<Wave, 3> waves_;
};

/// Of one view of one city. All pixel coordinates are those of the
/// supersampled picture.
class Projection {
 public:
  Projection(Key city, const View& view);

  cv::Size size() const;
  double pixels_per_metre() const { return scale_; }

  /// The world point under a pixel, and the world's step per pixel to the
  /// right (down: the same turned clockwise).
  cv::Point2d world(cv::Point2d pixel) const;
  cv::Point2d world_step() const { return right_ / scale_; }

  /// The part of the plan that may be seen, with `margin` metres around it.
  cv::Rect2d plan_region(double margin) const;

  cv::Point2d pixel(cv::Point2d plan) const;
  /// A direction on the ground, metres in the world, as pixels.
  cv::Point2d pixel_vector(cv::Point2d world) const;

  /// Follows a line through the bends: long sides get points in between.
  std::vector<cv::Point2d> line(const std::vector<cv::Point2d>& plan) const;
  std::vector<cv::Point2d> outline(std::vector<cv::Point2d> plan) const;

  /// False where nothing of it (with a margin in pixels) is in the picture.
  bool sees(const std::vector<cv::Point2d>& pixels, double margin) const;

 private:
  Warp warp_;
  View view_;
  double scale_;
  cv::Point2d right_, up_;
};

/// For drawing functions with `kShift` fraction bits.
std::vector<cv::Point> fixed_point(const std::vector<cv::Point2d>& pixels);

}  // namespace p2p::scenes
