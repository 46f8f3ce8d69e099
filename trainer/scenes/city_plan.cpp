// SPDX-License-Identifier: MIT
// Everything that stands on a piece of the city, as plain lists.
#include "trainer/scenes/city_plan.h"

#include <algorithm>
#include <cmath>

#include "trainer/scenes/block.h"
#include "trainer/scenes/district.h"
#include "trainer/scenes/furnishing.h"

namespace p2p::scenes {
namespace {

bool touches(const ConvexPolygon& polygon, const cv::Rect2d& region) {
  const Range x = extent(polygon, {1, 0});
  const Range y = extent(polygon, {0, 1});
  return x.high > region.x && x.low < region.x + region.width &&
         y.high > region.y && y.low < region.y + region.height;
}

void add_road(const Road& road, const Rivers& rivers, CityPlan& plan) {
  const Crossing crossing = cross_rivers(rivers, road);
  plan.roads.insert(plan.roads.end(), crossing.roads.begin(),
                    crossing.roads.end());
  plan.bridges.insert(plan.bridges.end(), crossing.bridges.begin(),
                      crossing.bridges.end());
}

void add_banks(const Course& course, CityPlan& plan) {
  const double water = course.half_width;
  for (const double side : {-1.0, 1.0}) {
    plan.areas.push_back(
        {band(course, side * water, side * (water + kBankWidth)),
         Surface::kLawn});
    plan.roads.push_back({parallel(course, side * (water + kEmbankment)),
                          RoadClass::kStreet,
                          course.key[side < 0 ? "left" : "right"]});
    for (std::size_t i = 0; i < course.middle.size(); ++i) {
      const Key tree = course.key[side < 0 ? "l" : "r"].at(static_cast<int>(i));
      if (!tree.chance(0.6)) continue;
      const double off = water + tree["off"].between(4, kBankWidth - 1);
      plan.trees.push_back({course.middle[i] + course.normal[i] * side * off,
                            tree["radius"].between(1.8, 3.6), tree});
    }
  }
}

void add_river(const Course& course, CityPlan& plan) {
  const double water = course.half_width;
  plan.areas.push_back(
      {band(course, -water - kBuildable + 3, water + kBuildable - 3),
       Surface::kPavement});
  add_banks(course, plan);
  plan.areas.push_back({band(course, -water, water), Surface::kWater});
}

bool on_main_road(const CityPlan& plan, cv::Point2d at) {
  return std::ranges::any_of(plan.roads, [&](const Road& road) {
    if (road.kind < RoadClass::kAvenue) return false;
    const cv::Point2d along = road.line.back() - road.line.front();
    const cv::Point2d off = at - road.line.front();
    const double length = cv::norm(along);
    const double way = along.dot(off) / length;
    return way > 0 && way < length &&
           std::abs(along.cross(off)) / length < half_width(road.kind) + 1;
  });
}

}  // namespace

CityPlan plan_city(Key city, const cv::Rect2d& region) {
  const Rivers rivers(city);
  CityPlan plan;
  for (const Road& road : main_roads(city, region)) {
    add_road(road, rivers, plan);
  }
  for (const District& district : districts(city, region)) {
    const Streets streets = lay_streets(district);
    for (const Road& road : streets.roads) add_road(road, rivers, plan);
    for (const Block& block : streets.blocks) {
      if (touches(block.outline, region)) furnish(block, rivers, plan);
    }
  }
  // What the blocks planted too near to the river gives way to its banks.
  const auto drowned = [&](cv::Point2d at) {
    return rivers.clearance(at) < kBuildable;
  };
  std::erase_if(plan.trees, [&](const Tree& t) { return drowned(t.at); });
  std::erase_if(plan.parked, [&](const Car& c) { return drowned(c.at); });
  std::erase_if(plan.bays, [&](const Marking& m) {
    return drowned(m.from) || drowned(m.to);
  });
  std::erase_if(plan.roads, [&](const Road& road) {
    return road.kind == RoadClass::kPath &&
           std::ranges::any_of(road.line, drowned);
  });
  for (const Course& course : rivers.courses(region)) add_river(course, plan);
  std::erase_if(plan.trees, [&](const Tree& tree) {
    return drowned(tree.at) && on_main_road(plan, tree.at);
  });
  return plan;
}

}  // namespace p2p::scenes
