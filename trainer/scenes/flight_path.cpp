// SPDX-License-Identifier: MIT
// A smooth fly-over: the camera's view at any moment.
#include "trainer/scenes/flight_path.h"

#include <cmath>

#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/projection.h"
#include "trainer/scenes/view_sampler.h"

namespace p2p::scenes {
namespace {

constexpr double kSpeed = 30.0;     // metres per second
constexpr double kSwing = 0.4;      // radians either side
constexpr double kSwingRate = 0.5;  // radians per second
constexpr double kTick = 0.01;      // seconds

/// The bridge nearest to a place by a river; the place itself if none is near.
Road nearest_bridge(Key city, cv::Point2d place) {
  constexpr double kReach = 600.0;
  const cv::Point2d reach(kReach, kReach);
  const CityPlan plan =
      plan_city(city, cv::Rect2d(place - reach, place + reach));
  Road best{{place, place + cv::Point2d(1, 0)}, RoadClass::kNone, city};
  double least = 2 * kReach;
  for (const Road& bridge : plan.bridges) {
    const double off = cv::norm(bridge.line.front() - place);
    if (off >= least) continue;
    least = off;
    best = bridge;
  }
  return best;
}

}  // namespace

FlightPath::FlightPath(std::uint64_t seed, const View& frame, double duration)
    : over_bridge_(frame), when_(0.55 * duration) {
  const Key city(seed);
  const cv::Point2d place =
      Rivers(city).nearest_middle(region_middle(Region::kClip));
  const Road bridge = nearest_bridge(city, place);
  const Warp warp(city);
  const cv::Point2d from = warp(bridge.line.front());
  const cv::Point2d to = warp(bridge.line.back());
  over_bridge_.x = (from.x + to.x) / 2;
  over_bridge_.y = (from.y + to.y) / 2;
  over_bridge_.heading = std::atan2(to.x - from.x, to.y - from.y);
}

View FlightPath::at(double time) const {
  View view = over_bridge_;
  const double total = time - when_;
  const auto heading = [&](double since) {
    return over_bridge_.heading + kSwing * std::sin(kSwingRate * since);
  };
  const int ticks = static_cast<int>(std::abs(total) / kTick) + 1;
  const double tick = total / ticks;
  for (int i = 0; i < ticks; ++i) {
    const double way = heading((i + 0.5) * tick);
    view.x += std::sin(way) * kSpeed * tick;
    view.y += std::cos(way) * kSpeed * tick;
  }
  view.heading = heading(total);
  view.time = time;
  return view;
}

}  // namespace p2p::scenes
