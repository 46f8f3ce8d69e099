// SPDX-License-Identifier: MIT
// Everything that stands on a piece of the city, as plain lists.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/river.h"
#include "trainer/scenes/road.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// What the ground is made of.
enum class Surface : std::uint8_t {
  kGrass,      ///< verges and whatever nothing else covers
  kPavement,   ///< beside roads, driveways
  kGarden,     ///< around houses
  kDryGarden,  ///< the same, less watered
  kCourt,      ///< paved courtyards of the town
  kYard,       ///< concrete of the works
  kLawn,       ///< parks
  kPitch,      ///< sports grounds
  kParking,    ///< parking lots
  kSand,       ///< playgrounds, shores of ponds
  kWater,
  kRoad,
  kPath,
};
inline constexpr int kSurfaces = 13;

/// A piece of ground; later ones cover earlier ones.
struct Area {
  std::vector<cv::Point2d> outline;
  Surface surface;
};

enum class Roof : std::uint8_t { kFlat, kGabled, kHipped };

/// A convex four-sided part of a building; corners counter-clockwise, the
/// first side runs along the ridge.
using Wing = std::array<cv::Point2d, 4>;

struct Building {
  std::vector<Wing> wings;
  Roof roof;
  double height;  ///< metres
  bool works;     ///< sheet metal instead of tiles
  Key key;
};

struct Tree {
  cv::Point2d at;
  double radius;  ///< metres
  Key key;
};

/// A parked or moving car; `heading` is a unit vector.
struct Car {
  cv::Point2d at, heading;
  Key key;
};

/// A white line on asphalt.
struct Marking {
  cv::Point2d from, to;
};

/// All of it is in plan metres: the city before its gentle bending (warp.h).
struct CityPlan {
  std::vector<Area> areas;
  std::vector<Road> roads;
  std::vector<Road> bridges;  ///< the parts of roads over water
  std::vector<Building> buildings;
  std::vector<Tree> trees;
  std::vector<Car> parked;
  std::vector<Marking> bays;
};

/// Plans what may be seen in `region`. Things are a function of the city and
/// their own place: two regions agree where they overlap.
CityPlan plan_city(Key city, const cv::Rect2d& region);

}  // namespace p2p::scenes
