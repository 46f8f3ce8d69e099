// SPDX-License-Identifier: MIT
// The street map: flat colours, no shadows, no cars, no text.
#include "trainer/scenes/map_painter.h"

#include <vector>

#include "trainer/scenes/brush.h"

namespace p2p::scenes {
namespace {

/// Metres by which a casing shows on either side of a road.
constexpr double kCasing = 0.75;
constexpr double kBuildingCasing = 1.1;

constexpr RoadClass kClasses[] = {RoadClass::kPath, RoadClass::kStreet,
                                  RoadClass::kAvenue, RoadClass::kMain};

Colour colour_of(Surface surface) {
  switch (surface) {
    case Surface::kLawn:
      return palette::kPark;
    case Surface::kPitch:
      return palette::kPitch;
    case Surface::kParking:
      return palette::kParking;
    case Surface::kSand:
      return palette::kSand;
    case Surface::kWater:
      return palette::kWater;
    case Surface::kGrass:
    case Surface::kPavement:
    case Surface::kGarden:
    case Surface::kDryGarden:
    case Surface::kCourt:
    case Surface::kYard:
    case Surface::kRoad:
    case Surface::kPath:
      return palette::kLand;
  }
  return palette::kLand;
}

Colour colour_of(RoadClass road) {
  switch (road) {
    case RoadClass::kMain:
      return palette::kMain;
    case RoadClass::kAvenue:
      return palette::kAvenue;
    case RoadClass::kPath:
      return palette::kPath;
    case RoadClass::kStreet:
    case RoadClass::kNone:
      return palette::kStreet;
  }
  return palette::kStreet;
}

Colour casing_of(RoadClass road) {
  switch (road) {
    case RoadClass::kMain:
      return palette::kMainEdge;
    case RoadClass::kAvenue:
      return palette::kAvenueEdge;
    case RoadClass::kPath:
    case RoadClass::kStreet:
    case RoadClass::kNone:
      return palette::kStreetEdge;
  }
  return palette::kStreetEdge;
}

/// All casings lie under all roads, so that crossings stay open.
void paint_roads(const CityPlan& plan, Brush& brush) {
  for (const bool casing : {true, false}) {
    for (const RoadClass kind : kClasses) {
      if (casing && kind == RoadClass::kPath) continue;
      const double width = 2 * (half_width(kind) + (casing ? kCasing : 0.0));
      const Colour colour = casing ? casing_of(kind) : colour_of(kind);
      for (const Road& road : plan.roads) {
        if (road.kind == kind) brush.stroke(road.line, width, colour);
      }
    }
  }
}

void paint_building(const Building& building, Brush& brush) {
  for (const bool casing : {true, false}) {
    for (const Wing& wing : building.wings) {
      const std::vector<cv::Point2d> outline(wing.begin(), wing.end());
      if (casing) {
        std::vector<cv::Point2d> closed = outline;
        closed.push_back(outline.front());
        brush.stroke(closed, kBuildingCasing, palette::kBuildingEdge);
      } else {
        brush.fill(outline, palette::kBuilding);
      }
    }
  }
}

}  // namespace

cv::Mat paint_map(const CityPlan& plan, const Projection& projection) {
  cv::Mat map(projection.size(), CV_8UC3, cv::Scalar(palette::kLand));
  Brush brush(projection, map, Edge::kSmooth);
  for (const Area& area : plan.areas) {
    brush.fill(area.outline, colour_of(area.surface));
  }
  paint_roads(plan, brush);
  for (const Building& building : plan.buildings) {
    paint_building(building, brush);
  }
  return map;
}

}  // namespace p2p::scenes
