// SPDX-License-Identifier: MIT
// Convex polygons whose sides know the road that runs along them.
#include "trainer/scenes/convex_polygon.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace p2p::scenes {
namespace {

const Side& after(const ConvexPolygon& polygon, std::size_t i) {
  return polygon[(i + 1) % polygon.size()];
}

}  // namespace

cv::Point2d direction_of(double angle) {
  return {std::cos(angle), std::sin(angle)};
}

cv::Point2d turned(cv::Point2d v) { return {-v.y, v.x}; }

double area(const ConvexPolygon& polygon) {
  double twice = 0.0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    twice += polygon[i].from.cross(after(polygon, i).from);
  }
  return twice / 2;
}

cv::Point2d centre(const ConvexPolygon& polygon) {
  cv::Point2d sum;
  for (const Side& side : polygon) sum += side.from;
  return sum / static_cast<double>(polygon.size());
}

Range extent(const ConvexPolygon& polygon, cv::Point2d axis) {
  Range range{std::numeric_limits<double>::max(),
              std::numeric_limits<double>::lowest()};
  for (const Side& side : polygon) {
    const double along = side.from.dot(axis);
    range.low = std::min(range.low, along);
    range.high = std::max(range.high, along);
  }
  return range;
}

double depth_inside(const ConvexPolygon& polygon, cv::Point2d point) {
  double depth = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const cv::Point2d along = after(polygon, i).from - polygon[i].from;
    const double length = std::max(cv::norm(along), 1e-9);
    depth = std::min(depth, along.cross(point - polygon[i].from) / length);
  }
  return depth;
}

ConvexPolygon clip(const ConvexPolygon& polygon, cv::Point2d point,
                   cv::Point2d direction, RoadClass road) {
  ConvexPolygon kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const cv::Point2d a = polygon[i].from;
    const cv::Point2d b = after(polygon, i).from;
    const double at_a = direction.cross(a - point);
    const double at_b = direction.cross(b - point);
    if (at_a >= 0) kept.push_back(polygon[i]);
    if ((at_a >= 0) != (at_b >= 0)) {
      const cv::Point2d crossing = a + (b - a) * (at_a / (at_a - at_b));
      kept.push_back({crossing, at_a >= 0 ? road : polygon[i].road});
    }
  }
  return kept;
}

Cut cut(const ConvexPolygon& polygon, cv::Point2d point, cv::Point2d direction,
        RoadClass road) {
  std::vector<cv::Point2d> crossings;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const cv::Point2d a = polygon[i].from;
    const cv::Point2d b = after(polygon, i).from;
    const double at_a = direction.cross(a - point);
    const double at_b = direction.cross(b - point);
    if ((at_a >= 0) == (at_b >= 0)) continue;
    crossings.push_back(a + (b - a) * (at_a / (at_a - at_b)));
  }
  crossings.resize(2, point);
  return {clip(polygon, point, direction, road),
          clip(polygon, point, -direction, road), crossings[0], crossings[1]};
}

ConvexPolygon inside_roads(const ConvexPolygon& polygon, double margin) {
  ConvexPolygon left = polygon;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const cv::Point2d along = after(polygon, i).from - polygon[i].from;
    const double length = cv::norm(along);
    if (length < 1e-6) continue;
    const double move = half_width(polygon[i].road) + margin;
    const cv::Point2d inwards = turned(along) / length;
    left =
        clip(left, polygon[i].from + inwards * move, along, RoadClass::kNone);
  }
  for (Side& side : left) side.road = RoadClass::kNone;
  return left;
}

std::vector<cv::Point2d> corners(const ConvexPolygon& polygon) {
  std::vector<cv::Point2d> points;
  for (const Side& side : polygon) points.push_back(side.from);
  return points;
}

}  // namespace p2p::scenes
