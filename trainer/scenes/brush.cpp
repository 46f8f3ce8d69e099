// SPDX-License-Identifier: MIT
// Draws what is given in plan metres into a supersampled picture.
#include "trainer/scenes/brush.h"

#include <algorithm>

namespace p2p::scenes {

Brush::Brush(const Projection& projection, cv::Mat& canvas, Edge edge)
    : projection_(projection),
      canvas_(canvas),
      line_type_(static_cast<int>(edge)) {}

void Brush::fill(const std::vector<cv::Point2d>& plan, const Colour& colour) {
  if (plan.size() < 3) return;
  const std::vector<cv::Point2d> pixels = projection_.outline(plan);
  if (!projection_.sees(pixels, 2)) return;
  const std::vector<std::vector<cv::Point>> outlines{fixed_point(pixels)};
  cv::fillPoly(canvas_, outlines, colour, line_type_, kShift);
}

void Brush::stroke(const std::vector<cv::Point2d>& plan, double metres,
                   const Colour& colour) {
  const double width = metres * projection_.pixels_per_metre();
  const std::vector<cv::Point2d> pixels = projection_.line(plan);
  if (!projection_.sees(pixels, width)) return;
  cv::polylines(canvas_, fixed_point(pixels), false, colour,
                std::max(1, cvRound(width)), line_type_, kShift);
}

void Brush::fill_convex(const std::vector<cv::Point2d>& pixels,
                        const Colour& colour) {
  if (!projection_.sees(pixels, 2)) return;
  cv::fillConvexPoly(canvas_, fixed_point(pixels), colour, line_type_, kShift);
}

void Brush::disc(cv::Point2d pixel, double pixels, const Colour& colour) {
  if (!projection_.sees({pixel}, pixels)) return;
  const cv::Point middle = fixed_point({pixel}).front();
  cv::circle(canvas_, middle, cvRound(pixels * (1 << kShift)), colour,
             cv::FILLED, line_type_, kShift);
}

}  // namespace p2p::scenes
