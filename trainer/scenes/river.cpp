// SPDX-License-Identifier: MIT
// Meandering rivers that cross the whole plane side by side.
#include "trainer/scenes/river.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "trainer/scenes/convex_polygon.h"

namespace p2p::scenes {
namespace {

constexpr double kSpacing = 1150.0;
/// A stretch has so many steps of so many metres.
constexpr int kSteps = 40;
constexpr double kStep = 9.0;

/// Roads are tested against rivers at points so many metres apart.
constexpr double kSampling = 4.0;
/// A wide road that leads to a bank and no further is at least so long.
constexpr double kShortestStub = 70.0;

struct Bend {
  double amplitude, wavelength;
};
constexpr Bend kBends[] = {{95.0, 1130.0}, {22.0, 370.0}};

double phase(Key river, std::size_t bend, double along) {
  const double start = river.at(static_cast<int>(bend)).unit();
  return 2 * std::numbers::pi * (start + along / kBends[bend].wavelength);
}

/// Main roads cross where they do not run along the river, nor meet in it.
bool may_cross(const Rivers& rivers, const Road& road) {
  if (road.kind < RoadClass::kAvenue) return false;
  if (rivers.clearance(road.line.front()) < kEmbankment) return false;
  if (rivers.clearance(road.line.back()) < kEmbankment) return false;
  const cv::Point2d along = road.line.back() - road.line.front();
  const cv::Point2d flow =
      rivers.flow((road.line.back() + road.line.front()) / 2);
  return std::abs(along.dot(flow)) < 0.85 * cv::norm(along);
}

std::vector<cv::Point2d> sampled(const std::vector<cv::Point2d>& line,
                                 double step) {
  std::vector<cv::Point2d> points{line.front()};
  for (std::size_t i = 1; i < line.size(); ++i) {
    const cv::Point2d way = line[i] - line[i - 1];
    const int pieces =
        std::max(1, static_cast<int>(std::ceil(cv::norm(way) / step)));
    for (int k = 1; k <= pieces; ++k) {
      points.push_back(line[i - 1] + way * (static_cast<double>(k) / pieces));
    }
  }
  return points;
}

/// The pieces of a road whose points satisfy the condition.
template <typename Condition>
std::vector<Road> runs(const Road& road, Condition condition) {
  std::vector<Road> pieces;
  bool open = false;
  for (const cv::Point2d& point : sampled(road.line, kSampling)) {
    const bool wanted = condition(point);
    if (wanted && !open) {
      const Key key = road.key.at(static_cast<int>(pieces.size()));
      pieces.push_back({{}, road.kind, key});
    }
    if (wanted) pieces.back().line.push_back(point);
    open = wanted;
  }
  std::erase_if(pieces,
                [](const Road& piece) { return piece.line.size() < 2; });
  return pieces;
}

}  // namespace

Rivers::Rivers(Key city)
    : key_(city["rivers"]),
      axis_(direction_of(key_["axis"].between(0, std::numbers::pi))) {}

cv::Point2d Rivers::to_river(cv::Point2d plan) const {
  return {plan.dot(axis_), plan.dot(turned(axis_))};
}

cv::Point2d Rivers::to_plan(cv::Point2d along_across) const {
  return axis_ * along_across.x + turned(axis_) * along_across.y;
}

double Rivers::middle(int river, double along) const {
  const Key key = key_.at(river);
  double across = (river + key["offset"].between(0.4, 0.6)) * kSpacing;
  for (std::size_t i = 0; i < std::size(kBends); ++i) {
    across += kBends[i].amplitude * std::sin(phase(key, i, along));
  }
  return across;
}

double Rivers::slope(int river, double along) const {
  double slope = 0.0;
  for (std::size_t i = 0; i < std::size(kBends); ++i) {
    slope += kBends[i].amplitude / kBends[i].wavelength * 2 * std::numbers::pi *
             std::cos(phase(key_.at(river), i, along));
  }
  return slope;
}

double Rivers::river_half_width(int river) const {
  return key_.at(river)["width"].between(17, 34);
}

int Rivers::nearest(cv::Point2d along_across) const {
  const int guess = static_cast<int>(std::floor(along_across.y / kSpacing));
  int best = guess;
  double least = 1e9;
  for (int river = guess - 1; river <= guess + 1; ++river) {
    const double off = std::abs(along_across.y - middle(river, along_across.x));
    if (off >= least) continue;
    least = off;
    best = river;
  }
  return best;
}

double Rivers::clearance(cv::Point2d point) const {
  const cv::Point2d at = to_river(point);
  const int river = nearest(at);
  const double off = std::abs(at.y - middle(river, at.x));
  return off / std::hypot(1.0, slope(river, at.x)) - river_half_width(river);
}

cv::Point2d Rivers::flow(cv::Point2d point) const {
  const cv::Point2d at = to_river(point);
  const double steep = slope(nearest(at), at.x);
  return to_plan({1 / std::hypot(1.0, steep), steep / std::hypot(1.0, steep)});
}

cv::Point2d Rivers::nearest_middle(cv::Point2d point) const {
  const cv::Point2d at = to_river(point);
  return to_plan({at.x, middle(nearest(at), at.x)});
}

Course Rivers::stretch(int river, int number) const {
  Course course{{}, {}, river_half_width(river), key_.at(river, number)};
  for (int i = -1; i <= kSteps + 1; ++i) {
    const double along = (number * kSteps + i) * kStep;
    const double steep = slope(river, along);
    course.middle.push_back(to_plan({along, middle(river, along)}));
    course.normal.push_back(to_plan(cv::Point2d(-steep, 1.0)) /
                            std::hypot(1.0, steep));
  }
  return course;
}

std::vector<Course> Rivers::courses(const cv::Rect2d& region) const {
  const cv::Point2d mid = to_river((region.tl() + region.br()) / 2);
  const double reach = std::hypot(region.width, region.height) / 2 + 60;
  const auto index = [](double at, double spacing) {
    return static_cast<int>(std::floor(at / spacing));
  };
  const int last_river = index(mid.y + reach, kSpacing) + 1;
  const int first = index(mid.x - reach, kSteps * kStep);
  const int last = index(mid.x + reach, kSteps * kStep);
  std::vector<Course> found;
  for (int river = index(mid.y - reach, kSpacing) - 1; river <= last_river;
       ++river) {
    for (int number = first; number <= last; ++number) {
      found.push_back(stretch(river, number));
    }
  }
  return found;
}

std::vector<cv::Point2d> parallel(const Course& course, double offset) {
  std::vector<cv::Point2d> line;
  for (std::size_t i = 0; i < course.middle.size(); ++i) {
    line.push_back(course.middle[i] + course.normal[i] * offset);
  }
  return line;
}

std::vector<cv::Point2d> band(const Course& course, double low, double high) {
  std::vector<cv::Point2d> outline = parallel(course, low);
  const std::vector<cv::Point2d> back = parallel(course, high);
  outline.insert(outline.end(), back.rbegin(), back.rend());
  return outline;
}

Crossing cross_rivers(const Rivers& rivers, const Road& road) {
  if (may_cross(rivers, road)) {
    return {{road}, runs(road, [&](cv::Point2d point) {
              return rivers.clearance(point) < 1.0;
            })};
  }
  std::vector<Road> pieces = runs(road, [&](cv::Point2d point) {
    return rivers.clearance(point) > kEmbankment;
  });
  const bool street = road.kind < RoadClass::kAvenue;
  std::erase_if(pieces, [&](const Road& piece) {
    return !street && piece.line.size() * kSampling < kShortestStub;
  });
  return {std::move(pieces), {}};
}

}  // namespace p2p::scenes
