// SPDX-License-Identifier: MIT
// Blocks without buildings: parks, sports fields, parking lots.
#include <cmath>
#include <numbers>

#include "trainer/scenes/furnishing.h"

namespace p2p::scenes {
namespace {

constexpr double kBayDepth = 5.2;
constexpr double kBayWidth = 2.7;
/// Two rows of bays back to back and the aisle between such pairs.
constexpr double kAisle = 6.4;

/// A round shape with a wavy edge.
std::vector<cv::Point2d> blob(cv::Point2d middle, double radius, Key key) {
  std::vector<cv::Point2d> outline;
  constexpr int kCorners = 36;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * i / kCorners;
    double reach = 1.0;
    for (int wave = 2; wave <= 4; ++wave) {
      const double phase = key.at(wave).between(0, 2 * std::numbers::pi);
      reach += 0.3 / wave * std::sin(wave * angle + phase);
    }
    outline.push_back(middle + direction_of(angle) * (radius * reach));
  }
  return outline;
}

std::vector<cv::Point2d> closed(std::vector<cv::Point2d> line) {
  line.push_back(line.front());
  return line;
}

void plant_clumps(const ConvexPolygon& ground, double pond, Key key,
                  CityPlan& plan) {
  const Range x = extent(ground, {1, 0});
  const Range y = extent(ground, {0, 1});
  const cv::Point2d middle = centre(ground);
  const int clumps = 2 + static_cast<int>(area(ground) / 420);
  for (int i = 0; i < clumps; ++i) {
    const Key clump = key.at(i);
    const cv::Point2d at(clump["x"].between(x.low, x.high),
                         clump["y"].between(y.low, y.high));
    const int trees = 1 + clump["trees"].below(8);
    for (int k = 0; k < trees; ++k) {
      const Key tree = clump.at(k);
      const double angle = tree["angle"].between(0, 2 * std::numbers::pi);
      const cv::Point2d spot =
          at + direction_of(angle) * tree["off"].between(0, 11);
      const double radius = tree["radius"].between(1.8, 4.2);
      if (depth_inside(ground, spot) < 1.0) continue;
      if (cv::norm(spot - middle) < pond * 1.4 + radius) continue;
      plan.trees.push_back({spot, radius, tree});
    }
  }
}

void lay_paths(const ConvexPolygon& ground, double pond, Key key,
               CityPlan& plan) {
  const cv::Point2d middle = centre(ground);
  if (pond > 0) {
    plan.roads.push_back({closed(blob(middle, pond * 1.35, key["pond"])),
                          RoadClass::kPath, key["ring"]});
  }
  for (std::size_t i = 0; i < ground.size(); ++i) {
    const Key path = key.at(static_cast<int>(i));
    if (path.chance(0.3)) continue;
    const cv::Point2d a = ground[i].from;
    const cv::Point2d b = ground[(i + 1) % ground.size()].from;
    const cv::Point2d gate = a + (b - a) * path["gate"].between(0.3, 0.7);
    const cv::Point2d way = gate - middle;
    const double length = std::max(cv::norm(way), 1.0);
    const cv::Point2d end = middle + way * (pond * 1.35 / length);
    const cv::Point2d sway = turned(way) * path["sway"].between(-0.16, 0.16);
    plan.roads.push_back(
        {{gate, (gate + end) / 2 + sway, end}, RoadClass::kPath, path});
  }
}

void mark_pitch(const std::vector<cv::Point2d>& field, CityPlan& plan) {
  const auto at = [&](double u, double v) {
    return field[0] + (field[1] - field[0]) * u + (field[3] - field[0]) * v;
  };
  const auto line = [&](double u, double v, double s, double t) {
    plan.bays.push_back({at(u, v), at(s, t)});
  };
  line(0.03, 0.04, 0.97, 0.04);
  line(0.97, 0.04, 0.97, 0.96);
  line(0.97, 0.96, 0.03, 0.96);
  line(0.03, 0.96, 0.03, 0.04);
  line(0.5, 0.04, 0.5, 0.96);
  for (const double side : {0.03, 0.97}) {
    const double inner = side < 0.5 ? 0.17 : 0.83;
    line(side, 0.25, inner, 0.25);
    line(inner, 0.25, inner, 0.75);
    line(inner, 0.75, side, 0.75);
  }
}

}  // namespace

void furnish_park(const ConvexPolygon& ground, Key key, CityPlan& plan) {
  const double room = depth_inside(ground, centre(ground));
  const bool has_pond = room > 22 && key["pond"].chance(0.65);
  const double pond = has_pond ? room * key["size"].between(0.3, 0.5) : 0.0;
  if (has_pond) {
    const cv::Point2d middle = centre(ground);
    plan.areas.push_back(
        {blob(middle, pond * 1.08, key["pond"]), Surface::kSand});
    plan.areas.push_back({blob(middle, pond, key["pond"]), Surface::kWater});
  }
  if (area(ground) > 2500) lay_paths(ground, pond, key["paths"], plan);
  plant_clumps(ground, pond, key["clumps"], plan);
}

void furnish_meadow(const ConvexPolygon& ground, Key key, CityPlan& plan) {
  plant_clumps(ground, 0, key["clumps"], plan);
}

void furnish_sports(const ConvexPolygon& ground, cv::Point2d axis, Key key,
                    CityPlan& plan) {
  const cv::Point2d middle = centre(ground);
  const bool along =
      extent(ground, axis).size() > extent(ground, turned(axis)).size();
  const cv::Point2d u = along ? axis : turned(axis);
  for (const double scale : {1.0, 0.85, 0.7, 0.55}) {
    const cv::Point2d length = u * (48 * scale);
    const cv::Point2d width = turned(u) * (30 * scale);
    const std::vector<cv::Point2d> field{
        middle - length - width, middle + length - width,
        middle + length + width, middle - length + width};
    bool fits = true;
    for (const cv::Point2d& corner : field) {
      fits = fits && depth_inside(ground, corner) > 3;
    }
    if (!fits) continue;
    plan.areas.push_back({field, Surface::kPitch});
    mark_pitch(field, plan);
    return;
  }
  furnish_park(ground, key, plan);
}

void furnish_parking(const ConvexPolygon& ground, cv::Point2d axis, Key key,
                     CityPlan& plan) {
  plan.areas.push_back({corners(ground), Surface::kParking});
  const cv::Point2d across = turned(axis);
  const Range x = extent(ground, axis);
  const Range y = extent(ground, across);
  const double busy = key["busy"].between(0.25, 0.85);
  const bool shaded = key["shaded"].chance(0.7);
  int row = 0;
  for (double v = y.low + 4; v < y.high - 4;
       v += row % 2 == 0 ? kBayDepth : kBayDepth + kAisle, ++row) {
    int bay = 0;
    for (double u = x.low + 4; u < x.high - 4; u += kBayWidth, ++bay) {
      const cv::Point2d front = axis * u + across * v;
      const cv::Point2d back = front + across * kBayDepth;
      if (depth_inside(ground, front) < 1.5) continue;
      if (depth_inside(ground, back) < 1.5) continue;
      plan.bays.push_back({front, back});
      const Key car = key.at(row, bay);
      const cv::Point2d middle = (front + back) / 2 + axis * (kBayWidth / 2);
      if (shaded && bay % 9 == 4) {
        if (depth_inside(ground, middle) < 2) continue;
        plan.trees.push_back({middle, car["radius"].between(1.7, 2.6), car});
        continue;
      }
      if (!car.chance(busy) || depth_inside(ground, middle) < 3.5) continue;
      plan.parked.push_back(
          {middle, row % 2 == 0 ? across : -across, car["look"]});
    }
  }
}

}  // namespace p2p::scenes
