// SPDX-License-Identifier: MIT
// Cars on the roads: parked along the kerb, and driving as time goes by.
#include "trainer/scenes/traffic.h"

#include <cmath>
#include <optional>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {
namespace {

/// Metres of each road end that stay free: the crossing.
constexpr double kJunction = 15.0;
constexpr double kParkingGap = 6.6;

struct Lane {
  double offset;   ///< metres to the right of the middle
  double spacing;  ///< mean metres between two cars
  double speed;    ///< metres per second
};

std::vector<Lane> lanes(RoadClass road) {
  switch (road) {
    case RoadClass::kMain:
      return {{2.3, 42, 14}, {5.9, 34, 11}};
    case RoadClass::kAvenue:
      return {{2.4, 40, 11}};
    case RoadClass::kStreet:
      return {{1.2, 120, 7}};
    case RoadClass::kPath:
    case RoadClass::kNone:
      return {};
  }
  return {};
}

double length_of(const std::vector<cv::Point2d>& line) {
  double length = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    length += cv::norm(line[i] - line[i - 1]);
  }
  return length;
}

/// The place `along` metres from the start and `right` metres beside it.
Car place(const std::vector<cv::Point2d>& line, double along, double right,
          Key key) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    const cv::Point2d way = line[i] - line[i - 1];
    const double length = cv::norm(way);
    if (along > length && i + 1 < line.size()) {
      along -= length;
      continue;
    }
    const cv::Point2d heading = way / length;
    return {line[i - 1] + heading * along - turned(heading) * right, heading,
            key};
  }
  return {line.front(), {1, 0}, key};
}

void drive(const Road& road, const Lane& lane, bool back, double time,
           std::vector<Car>& cars) {
  std::vector<cv::Point2d> line = road.line;
  if (back) line = {road.line.rbegin(), road.line.rend()};
  const double length = length_of(line);
  const int count = static_cast<int>(length / lane.spacing);
  const double gap = length / std::max(count, 1);
  const Key key =
      road.key[back ? "back" : "forth"].at(static_cast<int>(lane.offset * 10));
  for (int i = 0; i < count; ++i) {
    const Key car = key.at(i);
    const double start = (i + car["start"].between(0, 0.75)) * gap;
    const double along = std::fmod(start + lane.speed * time, length);
    cars.push_back(place(line, along, lane.offset, car["look"]));
  }
}

}  // namespace

std::vector<Car> kerb_parked(const std::vector<Road>& roads) {
  std::vector<Car> cars;
  for (const Road& road : roads) {
    if (road.kind != RoadClass::kStreet) continue;
    const double length = length_of(road.line);
    const double busy = road.key["parked"].between(0.05, 0.55);
    const double right = half_width(road.kind) - 1.15;
    int slot = 0;
    for (double at = kJunction; at < length - kJunction;
         at += kParkingGap, ++slot) {
      for (const double side : {-1.0, 1.0}) {
        const Key key = road.key[side < 0 ? "near" : "far"].at(slot);
        if (!key.chance(busy)) continue;
        cars.push_back(place(road.line, at, side * right, key["look"]));
      }
    }
  }
  return cars;
}

std::vector<Car> driving(const std::vector<Road>& roads, double time) {
  std::vector<Car> cars;
  for (const Road& road : roads) {
    for (const Lane& lane : lanes(road.kind)) {
      drive(road, lane, false, time, cars);
      drive(road, lane, true, time, cars);
    }
  }
  return cars;
}

}  // namespace p2p::scenes
