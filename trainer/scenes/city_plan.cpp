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

void plant_bank(const Course& course, double side, CityPlan& plan) {
  const Key key = course.key[side < 0 ? "left trees" : "right trees"];
  // The ends belong to the neighbouring stretches too.
  for (std::size_t i = 1; i + 2 < course.middle.size(); ++i) {
    const Key tree = key.at(static_cast<int>(i));
    if (!tree.chance(0.6)) continue;
    const double off =
        course.half_width + tree["off"].between(4, kBankWidth - 1);
    plan.trees.push_back({course.middle[i] + course.normal[i] * (side * off),
                          tree["radius"].between(1.8, 3.6), tree});
  }
}

void add_embankment(const Course& course, double side, CityPlan& plan) {
  const double off = side * (course.half_width + kEmbankment);
  plan.roads.push_back({parallel(course, off), RoadClass::kStreet,
                        course.key[side < 0 ? "left" : "right"]});
  plant_bank(course, side, plan);
}

/// Band by band over all stretches: where two overlap, no edge stays visible.
void add_rivers(const std::vector<Course>& courses, CityPlan& plan) {
  const auto cover = [&](double beside_water, Surface surface) {
    for (const Course& course : courses) {
      const double reach = course.half_width + beside_water;
      plan.areas.push_back({band(course, -reach, reach), surface});
    }
  };
  cover(kBuildable - 3, Surface::kPavement);
  cover(kBankWidth, Surface::kLawn);
  cover(0, Surface::kWater);
  for (const Course& course : courses) {
    add_embankment(course, -1, plan);
    add_embankment(course, 1, plan);
  }
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

/// What the blocks hold too near to a river gives way to its banks.
void clear_banks(const Rivers& rivers, CityPlan& plan) {
  const auto drowned = [&](cv::Point2d at) {
    return rivers.clearance(at) < kBuildable;
  };
  std::erase_if(plan.trees, [&](const Tree& t) { return drowned(t.at); });
  std::erase_if(plan.parked, [&](const Car& c) { return drowned(c.at); });
  std::erase_if(plan.bays, [&](const Marking& m) {
    return drowned(m.from) || drowned(m.to);
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
  clear_banks(rivers, plan);
  add_rivers(rivers.courses(region), plan);
  std::erase_if(plan.trees, [&](const Tree& tree) {
    return rivers.clearance(tree.at) < kBuildable &&
           on_main_road(plan, tree.at);
  });
  return plan;
}

}  // namespace p2p::scenes
