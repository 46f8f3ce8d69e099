// SPDX-License-Identifier: MIT
// What the photograph shows on asphalt: markings, wheel tracks, cars.
#include "trainer/scenes/street_painter.h"

#include <vector>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {
namespace {

constexpr Colour kWhite{206, 208, 208, 20};
constexpr Colour kYellow{110, 188, 214, 20};
constexpr Colour kTrack{86, 86, 88, 22};
constexpr Colour kUnderCar{46, 44, 44, 16};
constexpr Colour kGlass{58, 50, 44, 8};

/// Metres before a crossing where the markings end.
constexpr double kCrossing = 13.0;

/// A straight road and the places on it.
class Lane {
 public:
  explicit Lane(const Road& road)
      : from_(road.line.front()),
        length_(cv::norm(road.line.back() - road.line.front())),
        along_((road.line.back() - road.line.front()) / length_) {}

  double length() const { return length_; }
  cv::Point2d at(double along, double left) const {
    return from_ + along_ * along + turned(along_) * left;
  }

 private:
  cv::Point2d from_;
  double length_;
  cv::Point2d along_;
};

struct Dash {
  double mark, gap;
};

void paint_line(const Lane& lane, double left, const Colour& colour,
                Brush& brush) {
  brush.stroke(
      {lane.at(kCrossing, left), lane.at(lane.length() - kCrossing, left)}, 0.3,
      colour);
}

void paint_dashes(const Lane& lane, double left, Dash dash, Brush& brush) {
  for (double at = kCrossing; at + dash.mark < lane.length() - kCrossing;
       at += dash.mark + dash.gap) {
    brush.stroke({lane.at(at, left), lane.at(at + dash.mark, left)}, 0.3,
                 kWhite);
  }
}

/// A zebra crossing `along` metres from the road's start.
void paint_zebra(const Lane& lane, double along, double half, Brush& brush) {
  for (double left = -half + 0.7; left < half - 0.4; left += 1.3) {
    brush.stroke({lane.at(along, left), lane.at(along + 3, left)}, 0.6, kWhite);
  }
}

void paint_tracks(const Road& road, const Lane& lane, Brush& brush) {
  const double half = half_width(road.kind);
  for (const double share : {0.16, 0.36, 0.52, 0.74}) {
    if (road.kind != RoadClass::kMain && share > 0.5) continue;
    for (const double side : {-1.0, 1.0}) {
      brush.stroke({lane.at(0, side * share * half),
                    lane.at(lane.length(), side * share * half)},
                   0.6, kTrack);
    }
  }
}

void paint_main(const Lane& lane, Brush& brush) {
  const double half = half_width(RoadClass::kMain);
  paint_line(lane, 0.3, kYellow, brush);
  paint_line(lane, -0.3, kYellow, brush);
  for (const double side : {-1.0, 1.0}) {
    paint_dashes(lane, side * 4.1, {3, 5}, brush);
    paint_line(lane, side * (half - 1.6), kWhite, brush);
  }
}

void paint_road(const Road& road, Brush& brush) {
  const Lane lane(road);
  if (lane.length() < 3 * kCrossing || road.kind < RoadClass::kAvenue) return;
  paint_tracks(road, lane, brush);
  const double half = half_width(road.kind);
  if (road.kind == RoadClass::kMain) {
    paint_main(lane, brush);
  } else {
    paint_dashes(lane, 0, {4, 5}, brush);
    paint_line(lane, half - 1.1, kWhite, brush);
    paint_line(lane, 1.1 - half, kWhite, brush);
  }
  paint_zebra(lane, kCrossing - 1, half, brush);
  paint_zebra(lane, lane.length() - kCrossing - 2, half, brush);
}

constexpr Colour kPaints[] = {
    {226, 228, 228}, {206, 206, 204}, {60, 56, 54},   {40, 38, 38},
    {150, 148, 146}, {180, 178, 174}, {52, 46, 150},  {128, 74, 42},
    {216, 214, 208}, {92, 84, 78},    {70, 100, 110}, {40, 120, 190},
};

/// A rectangle in a car's own axes, metres from its middle.
std::vector<cv::Point2d> box(const Car& car, double back, double front,
                             double half) {
  const cv::Point2d left = turned(car.heading) * half;
  const cv::Point2d a = car.at + car.heading * back;
  const cv::Point2d b = car.at + car.heading * front;
  return {a - left, b - left, b + left, a + left};
}

}  // namespace

void paint_markings(const CityPlan& plan, Brush& brush) {
  for (const Road& road : plan.roads) paint_road(road, brush);
  for (const Marking& bay : plan.bays) {
    brush.stroke({bay.from, bay.to}, 0.25, kWhite);
  }
}

void paint_car(const Car& car, const Look& look, Brush& brush) {
  if (!brush.projection().sees({brush.projection().pixel(car.at)}, 20)) return;
  Colour body = kPaints[static_cast<std::size_t>(
      car.key["paint"].below(static_cast<int>(std::size(kPaints))))];
  const bool van = car.key["van"].chance(0.08);
  const double half = van ? 2.9 : car.key["length"].between(2.05, 2.4);
  const double side = van ? 1.05 : 0.92;
  std::vector<cv::Point2d> shadow = box(car, -half, half, side);
  for (cv::Point2d& corner : shadow) corner += look.shadow * 1.1;
  body.roughness = 8;
  brush.fill(shadow, kUnderCar);
  brush.fill(box(car, -half, half, side), body);
  if (van) return;
  brush.fill(box(car, -half * 0.72, half * 0.42, side * 0.84), kGlass);
  brush.fill(box(car, -half * 0.46, half * 0.1, side * 0.8), body);
}

}  // namespace p2p::scenes
