// SPDX-License-Identifier: MIT
// Blocks: what is left of a district between its streets.
#include "trainer/scenes/block.h"

namespace p2p::scenes {
namespace {

constexpr int kMostCuts = 7;
/// A large piece may stay whole and become a park.
constexpr double kLargestPark = 32000.0;

double block_area(Style style, Key key) {
  switch (style) {
    case Style::kSuburb:
      return key.between(6500, 10500);
    case Style::kTown:
      return key.between(6000, 11000);
    case Style::kWorks:
      return key.between(13000, 24000);
  }
  return 0.0;
}

LandUse use_of(Style style, double area, Key key) {
  const double draw = key.unit();
  if (area < 1300 || draw < 0.08) return LandUse::kPark;
  switch (style) {
    case Style::kSuburb:
      if (draw < 0.11) return LandUse::kSports;
      return draw < 0.18 ? LandUse::kTown : LandUse::kHomes;
    case Style::kTown:
      if (draw < 0.12 && area < 8000) return LandUse::kParking;
      return draw < 0.26 ? LandUse::kHomes : LandUse::kTown;
    case Style::kWorks:
      if (draw < 0.14 && area < 12000) return LandUse::kParking;
      return draw < 0.28 ? LandUse::kTown : LandUse::kWorks;
  }
  return LandUse::kHomes;
}

/// A line across the longer extent, near the middle and a little askew.
Cut halve(const ConvexPolygon& piece, cv::Point2d axis, Key key) {
  const cv::Point2d across = turned(axis);
  const Range length = extent(piece, axis);
  const Range width = extent(piece, across);
  const bool lengthwise = length.size() > width.size();
  const Range& range = lengthwise ? length : width;
  const double share = key["share"].between(0.4, 0.6);
  const cv::Point2d unit = lengthwise ? axis : across;
  const cv::Point2d middle = centre(piece);
  const double at = range.low + share * range.size();
  const cv::Point2d point = middle + unit * (at - middle.dot(unit));
  const double askew = key["askew"].between(-0.07, 0.07);
  const cv::Point2d line = turned(unit) + unit * askew;
  return cut(piece, point, line, RoadClass::kStreet);
}

void split(const ConvexPolygon& piece, const District& district, Key key,
           int cuts, Streets& streets) {
  const double size = area(piece);
  const bool park = size < kLargestPark && key["keep"].chance(0.06);
  if (park || cuts == kMostCuts ||
      size < block_area(district.style, key["area"])) {
    const LandUse use =
        park ? LandUse::kPark : use_of(district.style, size, key["use"]);
    streets.blocks.push_back({piece, use, district.axis, key});
    return;
  }
  const Cut halves = halve(piece, district.axis, key);
  streets.roads.push_back(
      {{halves.from, halves.to}, RoadClass::kStreet, key["street"]});
  split(halves.left, district, key.at(0), cuts + 1, streets);
  split(halves.right, district, key.at(1), cuts + 1, streets);
}

}  // namespace

Streets lay_streets(const District& district) {
  Streets streets;
  split(district.outline, district, district.key["streets"], 0, streets);
  return streets;
}

}  // namespace p2p::scenes
