// SPDX-License-Identifier: MIT
// Convex polygons whose sides know the road that runs along them.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/road.h"

namespace p2p::scenes {

/// A corner and the road along the side from it to the next corner.
struct Side {
  cv::Point2d from;
  RoadClass road;
};

/// Corners in counter-clockwise order (x right, y up), in metres. Fewer than
/// three corners: nothing is left of the polygon.
using ConvexPolygon = std::vector<Side>;

/// A polygon cut in two along a line; `from` and `to` are where the line
/// enters and leaves the polygon.
struct Cut {
  ConvexPolygon left, right;
  cv::Point2d from, to;
};

struct Range {
  double low, high;
  double size() const { return high - low; }
};

cv::Point2d direction_of(double angle);

/// Turned by 90 degrees counter-clockwise.
cv::Point2d turned(cv::Point2d v);

double area(const ConvexPolygon& polygon);

/// Mean of the corners; the polygon must have one.
cv::Point2d centre(const ConvexPolygon& polygon);

/// Where the corners fall on `axis` (a unit vector).
Range extent(const ConvexPolygon& polygon, cv::Point2d axis);

/// Metres from the nearest side's line, negative outside.
double depth_inside(const ConvexPolygon& polygon, cv::Point2d point);

/// What lies to the left of the line; the new side carries `road`.
ConvexPolygon clip(const ConvexPolygon& polygon, cv::Point2d point,
                   cv::Point2d direction, RoadClass road);

Cut cut(const ConvexPolygon& polygon, cv::Point2d point, cv::Point2d direction,
        RoadClass road);

/// What is left inside the roads: each side moves in by half its road's width
/// and `margin` more, and carries no road any more.
ConvexPolygon inside_roads(const ConvexPolygon& polygon, double margin);

std::vector<cv::Point2d> corners(const ConvexPolygon& polygon);

}  // namespace p2p::scenes
