// SPDX-License-Identifier: MIT
// Draws what is given in plan metres into a supersampled picture.
#pragma once

#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "trainer/scenes/colour.h"
#include "trainer/scenes/projection.h"

namespace p2p::scenes {

/// Smooth edges are for colours; label pictures need kHard.
enum class Edge : int { kHard = cv::LINE_8, kSmooth = cv::LINE_AA };

class Brush {
 public:
  /// Both must outlive the brush; `canvas` has the projection's size.
  Brush(const Projection& projection, cv::Mat& canvas, Edge edge);

  const Projection& projection() const { return projection_; }

  void fill(const std::vector<cv::Point2d>& plan, const Colour& colour);
  void stroke(const std::vector<cv::Point2d>& plan, double metres,
              const Colour& colour);

  /// The same in pixels of the canvas; `fill_convex` is the faster.
  void fill_convex(const std::vector<cv::Point2d>& pixels,
                   const Colour& colour);
  void disc(cv::Point2d pixel, double pixels, const Colour& colour);

 private:
  const Projection& projection_;
  cv::Mat& canvas_;
  int line_type_;
};

}  // namespace p2p::scenes
