// SPDX-License-Identifier: MIT
// Meandering rivers that cross the whole plane side by side.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/road.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// Metres from the water: green bank, middle of the embankment street, first
/// ground that may be built on.
inline constexpr double kBankWidth = 13.0;
inline constexpr double kEmbankment = 19.5;
inline constexpr double kBuildable = 27.0;

/// A stretch of one river: points of its middle and the unit normals there.
/// Stretches begin and end at fixed places, whoever asks; each overlaps the
/// next by a step or two, lest a seam shows.
struct Course {
  std::vector<cv::Point2d> middle, normal;
  double half_width;
  Key key;
};

class Rivers {
 public:
  explicit Rivers(Key city);

  /// Metres (nearly) from the nearest water's edge; negative in the water.
  double clearance(cv::Point2d point) const;

  /// Unit vector along the nearest river.
  cv::Point2d flow(cv::Point2d point) const;

  /// A point in the middle of a river close to `point`.
  cv::Point2d nearest_middle(cv::Point2d point) const;

  /// The stretches that may touch a region.
  std::vector<Course> courses(const cv::Rect2d& region) const;

 private:
  Course stretch(int river, int number) const;
  int nearest(cv::Point2d along_across) const;
  double middle(int river, double along) const;
  double slope(int river, double along) const;
  double river_half_width(int river) const;
  cv::Point2d to_river(cv::Point2d plan) const;
  cv::Point2d to_plan(cv::Point2d along_across) const;

  Key key_;
  cv::Point2d axis_;
};

/// The outline of the band between two offsets from the middle.
std::vector<cv::Point2d> band(const Course& course, double low, double high);

/// The line at `offset` metres from the middle (negative: the other side).
std::vector<cv::Point2d> parallel(const Course& course, double offset);

/// What becomes of a road where it meets a river.
struct Crossing {
  std::vector<Road> roads;
  std::vector<Road> bridges;  ///< the parts of `roads` over water
};

/// Main roads and avenues cross a river unless they run along it; all others
/// end at the embankment.
Crossing cross_rivers(const Rivers& rivers, const Road& road);

}  // namespace p2p::scenes
