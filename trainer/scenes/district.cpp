// SPDX-License-Identifier: MIT
// Districts: an irregular mosaic whose seams are the avenues and main roads.
#include "trainer/scenes/district.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace p2p::scenes {
namespace {

constexpr double kSpacing = 400.0;
constexpr double kJitter = 0.34;
/// Districts per quarter, along each axis; main roads part the quarters.
constexpr double kQuarter = 2.6;

struct Cell {
  int i, j;
  bool operator==(const Cell&) const = default;
  bool operator<(const Cell& other) const {
    return i != other.i ? i < other.i : j < other.j;
  }
};

cv::Point2d site(Key city, Cell cell) {
  const Key key = city["site"].at(cell.i, cell.j);
  return {(cell.i + 0.5 + key["x"].between(-kJitter, kJitter)) * kSpacing,
          (cell.j + 0.5 + key["y"].between(-kJitter, kJitter)) * kSpacing};
}

/// The quarter with the nearest centre.
Cell quarter_of(Key city, Cell cell) {
  const cv::Point2d at = site(city, cell) / (kSpacing * kQuarter);
  const Cell home{static_cast<int>(std::floor(at.x)),
                  static_cast<int>(std::floor(at.y))};
  Cell best = home;
  double least = 1e9;
  for (int i = home.i - 1; i <= home.i + 1; ++i) {
    for (int j = home.j - 1; j <= home.j + 1; ++j) {
      const Key key = city["quarter"].at(i, j);
      const cv::Point2d middle(i + key["x"].between(0.2, 0.8),
                               j + key["y"].between(0.2, 0.8));
      if (cv::norm(middle - at) >= least) continue;
      least = cv::norm(middle - at);
      best = {i, j};
    }
  }
  return best;
}

RoadClass seam(Key city, Cell a, Cell b) {
  return quarter_of(city, a) == quarter_of(city, b) ? RoadClass::kAvenue
                                                    : RoadClass::kMain;
}

std::vector<Cell> neighbours(Cell cell) {
  std::vector<Cell> cells;
  for (int i = -2; i <= 2; ++i) {
    for (int j = -2; j <= 2; ++j) {
      if (i != 0 || j != 0) cells.push_back({cell.i + i, cell.j + j});
    }
  }
  return cells;
}

ConvexPolygon square_around(cv::Point2d middle, double half) {
  return {{middle + cv::Point2d(-half, -half), RoadClass::kNone},
          {middle + cv::Point2d(half, -half), RoadClass::kNone},
          {middle + cv::Point2d(half, half), RoadClass::kNone},
          {middle + cv::Point2d(-half, half), RoadClass::kNone}};
}

/// The part of the plane nearer to this site than to any other.
ConvexPolygon outline_of(Key city, Cell cell) {
  const cv::Point2d here = site(city, cell);
  ConvexPolygon outline = square_around(here, 2 * kSpacing);
  for (const Cell& other : neighbours(cell)) {
    const cv::Point2d way = site(city, other) - here;
    outline = clip(outline, here + way / 2, turned(way), RoadClass::kNone);
  }
  return outline;
}

/// The neighbour beyond a side: the site that mirrors ours in it.
Cell beyond(Key city, Cell cell, cv::Point2d a, cv::Point2d b) {
  const cv::Point2d probe = (a + b) / 2;
  Cell best = cell;
  double least = 1e9;
  for (const Cell& other : neighbours(cell)) {
    const double off = cv::norm(site(city, other) - probe);
    if (off >= least) continue;
    least = off;
    best = other;
  }
  return best;
}

Style style_of(Key city, Cell cell) {
  const Cell quarter = quarter_of(city, cell);
  const double mood = city["mood"].at(quarter.i, quarter.j).unit() * 0.5 +
                      city["style"].at(cell.i, cell.j).unit() * 0.5;
  if (mood < 0.5) return Style::kSuburb;
  return mood < 0.72 ? Style::kTown : Style::kWorks;
}

std::vector<Cell> cells_near(const cv::Rect2d& region) {
  const auto index = [](double at) {
    return static_cast<int>(std::floor(at / kSpacing));
  };
  const double reach = 1.3 * kSpacing;
  std::vector<Cell> cells;
  for (int i = index(region.x - reach);
       i <= index(region.x + region.width + reach); ++i) {
    for (int j = index(region.y - reach);
         j <= index(region.y + region.height + reach); ++j) {
      cells.push_back({i, j});
    }
  }
  return cells;
}

bool touches(const ConvexPolygon& polygon, const cv::Rect2d& region) {
  const Range x = extent(polygon, {1, 0});
  const Range y = extent(polygon, {0, 1});
  return x.high > region.x && x.low < region.x + region.width &&
         y.high > region.y && y.low < region.y + region.height;
}

District district_at(Key city, Cell cell, ConvexPolygon outline) {
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const cv::Point2d next = outline[(i + 1) % outline.size()].from;
    outline[i].road =
        seam(city, cell, beyond(city, cell, outline[i].from, next));
  }
  const Key key = city["district"].at(cell.i, cell.j);
  const double angle = key["axis"].between(0, std::numbers::pi / 2);
  return {std::move(outline), style_of(city, cell), direction_of(angle), key};
}

}  // namespace

std::vector<District> districts(Key city, const cv::Rect2d& region) {
  std::vector<District> found;
  for (const Cell& cell : cells_near(region)) {
    ConvexPolygon outline = outline_of(city, cell);
    if (!touches(outline, region)) continue;
    found.push_back(district_at(city, cell, std::move(outline)));
  }
  return found;
}

std::vector<Road> main_roads(Key city, const cv::Rect2d& region) {
  std::vector<Road> roads;
  for (const Cell& cell : cells_near(region)) {
    const ConvexPolygon outline = outline_of(city, cell);
    if (!touches(outline, region)) continue;
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const cv::Point2d a = outline[i].from;
      const cv::Point2d b = outline[(i + 1) % outline.size()].from;
      const Cell other = beyond(city, cell, a, b);
      // Both sides would draw it; a region may hold only one of them.
      const Cell first = std::min(cell, other);
      if (first != cell && touches(outline_of(city, other), region)) continue;
      const Key key = city["seam"].at(first.i, first.j);
      const Cell last = std::max(cell, other);
      roads.push_back({first == cell ? std::vector{a, b} : std::vector{b, a},
                       seam(city, cell, other), key.at(last.i, last.j)});
    }
  }
  return roads;
}

}  // namespace p2p::scenes
