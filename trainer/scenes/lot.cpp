// SPDX-License-Identifier: MIT
// Lots and the buildings that fill them.
#include "trainer/scenes/lot.h"

#include <algorithm>

namespace p2p::scenes {
namespace {

struct Habit {
  double lot_area;             ///< square metres
  double margin;               ///< metres from the lot's edge
  double longest, deepest;     ///< metres
  double lowest, highest;      ///< metres
  double l_shaped, left_open;  ///< probabilities
};

constexpr Habit kHomes{520, 2.8, 19, 12.5, 5, 8, 0.3, 0.05};
constexpr Habit kTown{950, 1.6, 42, 26, 9, 24, 0.4, 0.08};
constexpr Habit kWorks{4200, 5.0, 95, 60, 7, 13, 0.25, 0.12};
constexpr double kNarrowest = 6.5;

const Habit& habit_of(LandUse use) {
  if (use == LandUse::kHomes) return kHomes;
  return use == LandUse::kTown ? kTown : kWorks;
}

void split(const ConvexPolygon& piece, cv::Point2d axis, double wanted, Key key,
           std::vector<ConvexPolygon>& lots) {
  if (area(piece) < wanted * key["size"].between(0.8, 1.5)) {
    if (piece.size() >= 3) lots.push_back(piece);
    return;
  }
  const Range length = extent(piece, axis);
  const Range width = extent(piece, turned(axis));
  const cv::Point2d unit = length.size() > width.size() ? axis : turned(axis);
  const Range& range = length.size() > width.size() ? length : width;
  const double at = range.low + range.size() * key["at"].between(0.44, 0.56);
  const Cut halves = cut(piece, unit * at, turned(unit), RoadClass::kNone);
  split(halves.left, axis, wanted, key.at(0), lots);
  split(halves.right, axis, wanted, key.at(1), lots);
}

/// A rectangle by its middle, ridge direction and half sizes.
struct Frame {
  cv::Point2d middle, axis;
  double half_length, half_depth;

  cv::Point2d at(double along, double across) const {
    return middle + axis * (along * half_length) +
           turned(axis) * (across * half_depth);
  }
};

bool fits(const Frame& frame, const ConvexPolygon& lot, double margin) {
  for (const double along : {-1.0, 1.0}) {
    for (const double across : {-1.0, 1.0}) {
      if (depth_inside(lot, frame.at(along, across)) < margin) return false;
    }
  }
  return true;
}

std::optional<Frame> fit(const ConvexPolygon& lot, cv::Point2d axis,
                         const Habit& habit, Key key) {
  const bool along =
      extent(lot, axis).size() > extent(lot, turned(axis)).size();
  const cv::Point2d ridge = along ? axis : turned(axis);
  const Range x = extent(lot, ridge);
  const Range y = extent(lot, turned(ridge));
  const double longest = habit.longest * key["length"].between(0.72, 1.0);
  const double deepest = habit.deepest * key["depth"].between(0.72, 1.0);
  Frame frame{
      ridge * ((x.low + x.high) / 2) + turned(ridge) * ((y.low + y.high) / 2),
      ridge, std::min(x.size() / 2 - habit.margin, longest / 2),
      std::min(y.size() / 2 - habit.margin, deepest / 2)};
  for (int attempt = 0; attempt < 7; ++attempt) {
    if (std::min(frame.half_length, frame.half_depth) < kNarrowest / 2) break;
    if (fits(frame, lot, habit.margin)) return frame;
    frame.middle += (centre(lot) - frame.middle) * 0.35;
    frame.half_length *= 0.88;
    frame.half_depth *= 0.9;
  }
  return std::nullopt;
}

Wing wing(const Frame& frame, Range along, Range across) {
  return {frame.at(along.low, across.low), frame.at(along.high, across.low),
          frame.at(along.high, across.high), frame.at(along.low, across.high)};
}

/// The same rectangle with its first side the other way.
Wing crosswise(const Wing& wing) {
  return {wing[1], wing[2], wing[3], wing[0]};
}

std::vector<Wing> wings_of(const Frame& frame, bool l_shaped, Key key) {
  if (!l_shaped) return {wing(frame, {-1, 1}, {-1, 1})};
  const double depth = key["bar"].between(-0.1, 0.25);
  const double length = key["leg"].between(-0.35, 0.05);
  const double side = key["side"].chance(0.5) ? 1.0 : -1.0;
  const double back = key["back"].chance(0.5) ? 1.0 : -1.0;
  const auto span = [](double a, double b) {
    return Range{std::min(a, b), std::max(a, b)};
  };
  return {wing(frame, {-1, 1}, span(-back, depth * back)),
          crosswise(wing(frame, span(-side, length * side), {-1, 1}))};
}

Roof roof_of(LandUse use, double height, Key key) {
  if (use == LandUse::kWorks) return Roof::kFlat;
  if (use == LandUse::kTown && (height > 15 || key.chance(0.45))) {
    return Roof::kFlat;
  }
  if (key.chance(0.05)) return Roof::kFlat;
  return key["hip"].chance(0.4) ? Roof::kHipped : Roof::kGabled;
}

}  // namespace

std::vector<ConvexPolygon> lots_of(const ConvexPolygon& inside,
                                   const Block& block) {
  std::vector<ConvexPolygon> lots;
  split(inside, block.axis, habit_of(block.use).lot_area, block.key["lots"],
        lots);
  return lots;
}

std::optional<Building> build_on(const ConvexPolygon& lot, const Block& block,
                                 Key key) {
  const Habit& habit = habit_of(block.use);
  if (key["open"].chance(habit.left_open)) return std::nullopt;
  const std::optional<Frame> frame = fit(lot, block.axis, habit, key);
  if (!frame) return std::nullopt;
  const bool roomy = frame->half_depth > 5.2;
  const bool l_shaped = roomy && key["shape"].chance(habit.l_shaped);
  const double height = key["height"].between(habit.lowest, habit.highest);
  return Building{wings_of(*frame, l_shaped, key),
                  roof_of(block.use, height, key["roof"]), height,
                  block.use == LandUse::kWorks, key["look"]};
}

}  // namespace p2p::scenes
