// SPDX-License-Identifier: MIT
// What stands inside a block: buildings, gardens, parks, parking lots.
#include "trainer/scenes/furnishing.h"

#include <algorithm>

#include "trainer/scenes/lot.h"

namespace p2p::scenes {
namespace {

bool inside(const Wing& wing, cv::Point2d point, double margin) {
  for (std::size_t i = 0; i < wing.size(); ++i) {
    const cv::Point2d along = wing[(i + 1) % wing.size()] - wing[i];
    const double depth = along.cross(point - wing[i]) / cv::norm(along);
    if (depth < -margin) return false;
  }
  return true;
}

bool free_of(const Building& building, cv::Point2d point, double margin) {
  return std::ranges::none_of(building.wings, [&](const Wing& wing) {
    return inside(wing, point, margin);
  });
}

bool stands_dry(const Building& building, const Rivers& rivers) {
  return std::ranges::all_of(building.wings, [&](const Wing& wing) {
    return std::ranges::all_of(wing, [&](cv::Point2d corner) {
      return rivers.clearance(corner) > kBuildable;
    });
  });
}

/// Whether some of the ground belongs to a river's banks; looks along the
/// edges, since a river is wider than a block is deep.
bool meets_river(const ConvexPolygon& ground, const Rivers& rivers) {
  constexpr int kLooks = 8;
  for (std::size_t i = 0; i < ground.size(); ++i) {
    const cv::Point2d way =
        ground[(i + 1) % ground.size()].from - ground[i].from;
    for (int k = 0; k < kLooks; ++k) {
      const cv::Point2d at =
          ground[i].from + way * (static_cast<double>(k) / kLooks);
      if (rivers.clearance(at) < kBuildable) return true;
    }
  }
  return false;
}

void plant_garden(const ConvexPolygon& lot, const Building* house, Key key,
                  double trees_per_area, CityPlan& plan) {
  const Range x = extent(lot, {1, 0});
  const Range y = extent(lot, {0, 1});
  const int tries = static_cast<int>(area(lot) * trees_per_area) + 1;
  for (int i = 0; i < tries; ++i) {
    const Key tree = key.at(i);
    const cv::Point2d at(tree["x"].between(x.low, x.high),
                         tree["y"].between(y.low, y.high));
    const double shade = tree["radius"].unit();
    const double radius = 1.1 + 2.6 * shade * shade;
    if (depth_inside(lot, at) < radius * 0.5) continue;
    if (house && !free_of(*house, at, radius * 0.7)) continue;
    plan.trees.push_back({at, radius, tree});
  }
}

/// Bushes along one side of a lot, where its owner likes them.
void plant_hedge(const ConvexPolygon& lot, Key key, CityPlan& plan) {
  if (!key.chance(0.4)) return;
  constexpr double kBush = 0.8;
  const auto side =
      static_cast<std::size_t>(key["side"].below(static_cast<int>(lot.size())));
  const cv::Point2d from = lot[side].from;
  const cv::Point2d way = lot[(side + 1) % lot.size()].from - from;
  const double length = cv::norm(way);
  const cv::Point2d off = turned(way) / std::max(length, 1.0) * kBush;
  for (double at = kBush; at < length - kBush; at += 1.3 * kBush) {
    const Key bush = key.at(static_cast<int>(at / kBush));
    plan.trees.push_back({from + off + way * (at / length),
                          kBush * bush["radius"].between(0.85, 1.2),
                          key["hue"].at(bush.below(4))});
  }
}

/// A paved strip from a house to the edge of its lot that is nearest to the
/// street.
void pave_driveway(const ConvexPolygon& lot, const ConvexPolygon& inside_block,
                   const Building& house, CityPlan& plan) {
  const Wing& wing = house.wings.front();
  const cv::Point2d middle = (wing[0] + wing[2]) / 2;
  const double side = house.key["drive"].between(-0.6, 0.6);
  cv::Point2d best;
  double least = 1e9;
  for (std::size_t i = 0; i < lot.size(); ++i) {
    const cv::Point2d a = lot[i].from;
    const cv::Point2d b = lot[(i + 1) % lot.size()].from;
    const cv::Point2d at = (a + b) / 2 + (b - a) * (side / 2);
    const double off = depth_inside(inside_block, at);
    if (off > 0.5 || cv::norm(at - middle) >= least) continue;
    least = cv::norm(at - middle);
    best = at;
  }
  if (least > 40) return;
  const cv::Point2d from = middle + (best - middle) * 0.2;
  const cv::Point2d beside = turned(best - middle) / least * 1.7;
  plan.areas.push_back(
      {{from - beside, best - beside, best + beside, from + beside},
       Surface::kPavement});
}

Surface ground_of(LandUse use) {
  switch (use) {
    case LandUse::kHomes:
      return Surface::kGarden;
    case LandUse::kTown:
      return Surface::kCourt;
    case LandUse::kWorks:
      return Surface::kYard;
    case LandUse::kParking:
      return Surface::kParking;
    case LandUse::kPark:
    case LandUse::kSports:
      return Surface::kLawn;
  }
  return Surface::kGarden;
}

void leave_open(const ConvexPolygon& lot, const Block& block, Key key,
                CityPlan& plan) {
  if (block.use != LandUse::kHomes && key["park"].chance(0.6)) {
    furnish_parking(lot, block.axis, key, plan);
    return;
  }
  const bool lawn = block.use != LandUse::kHomes;
  plan.areas.push_back(
      {corners(lot), lawn ? Surface::kLawn : Surface::kDryGarden});
  plant_garden(lot, nullptr, key, 0.008, plan);
}

void furnish_lot(const ConvexPolygon& lot, const ConvexPolygon& inside_block,
                 const Block& block, const Rivers& rivers, Key key,
                 CityPlan& plan) {
  const std::optional<Building> building = build_on(lot, block, key);
  if (!building || !stands_dry(*building, rivers)) {
    leave_open(lot, block, key, plan);
    return;
  }
  const bool green = block.use == LandUse::kHomes ||
                     (block.use == LandUse::kTown && key["green"].chance(0.3));
  const bool dry = key["dry"].chance(0.35);
  if (green && (dry || block.use == LandUse::kTown)) {
    plan.areas.push_back(
        {corners(lot), dry ? Surface::kDryGarden : Surface::kGarden});
  }
  if (block.use == LandUse::kHomes) {
    plant_hedge(lot, key["hedge"], plan);
    pave_driveway(lot, inside_block, *building, plan);
  }
  plant_garden(lot, &*building, key, green ? 0.013 : 0.0015, plan);
  plan.buildings.push_back(*building);
}

void plant_along_streets(const Block& block, CityPlan& plan) {
  const ConvexPolygon row = inside_roads(block.outline, kPavementWidth * 0.55);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Key key = block.key["row"].at(static_cast<int>(i));
    if (!key.chance(0.5)) continue;
    const cv::Point2d way = row[(i + 1) % row.size()].from - row[i].from;
    const double length = cv::norm(way);
    const double spacing = key["spacing"].between(7.5, 12);
    for (double at = 7; at < length - 6; at += spacing) {
      const Key tree = key.at(static_cast<int>(at));
      if (tree.chance(0.12)) continue;
      plan.trees.push_back({row[i].from + way * (at / length),
                            tree["radius"].between(1.8, 3.0), tree});
    }
  }
}

}  // namespace

void furnish(const Block& block, const Rivers& rivers, CityPlan& plan) {
  const ConvexPolygon kerb = inside_roads(block.outline, 0);
  const ConvexPolygon ground = inside_roads(block.outline, kPavementWidth);
  if (ground.size() < 3) return;
  plan.areas.push_back({corners(kerb), Surface::kPavement});
  plan.areas.push_back({corners(ground), ground_of(block.use)});
  plant_along_streets(block, plan);
  const bool green =
      block.use == LandUse::kPark || block.use == LandUse::kSports;
  if (green && meets_river(ground, rivers)) {
    return furnish_meadow(ground, block.key, plan);
  }
  switch (block.use) {
    case LandUse::kPark:
      return furnish_park(ground, block.key, plan);
    case LandUse::kSports:
      return furnish_sports(ground, block.axis, block.key, plan);
    case LandUse::kParking:
      return furnish_parking(ground, block.axis, block.key, plan);
    case LandUse::kHomes:
    case LandUse::kTown:
    case LandUse::kWorks:
      break;
  }
  int number = 0;
  for (const ConvexPolygon& lot : lots_of(ground, block)) {
    furnish_lot(lot, ground, block, rivers, block.key["lot"].at(number++),
                plan);
  }
}

}  // namespace p2p::scenes
