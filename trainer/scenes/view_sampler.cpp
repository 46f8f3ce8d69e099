// SPDX-License-Identifier: MIT
// Random views for training and validation, from places far apart.
#include "trainer/scenes/view_sampler.h"

#include <numbers>

#include "trainer/scenes/river.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {
namespace {

constexpr double kApart = 100000.0;
constexpr double kSpread = 5000.0;
/// Rivers are rare: some views are moved to one.
constexpr double kAtRiver = 0.15;
constexpr double kRiverSpread = 70.0;

}  // namespace

cv::Point2d region_middle(Region region) {
  return {static_cast<double>(region) * kApart, 0.0};
}

std::uint64_t city_seed(std::uint64_t seed, int number) {
  return number == 0 ? seed : Key(seed)["city"].at(number).value();
}

View random_view(std::uint64_t seed, Region region, int number, int size) {
  const Key key = Key(seed)["view"].at(static_cast<int>(region), number);
  const auto offset = [&](double spread) {
    return cv::Point2d(key["x"].between(-spread, spread),
                       key["y"].between(-spread, spread));
  };
  cv::Point2d place = region_middle(region) + offset(kSpread);
  if (key["river"].chance(kAtRiver)) {
    const Rivers rivers(Key(city_seed(seed, number % kCities)));
    place = rivers.nearest_middle(place) + offset(kRiverSpread);
  }
  return {.x = place.x,
          .y = place.y,
          .heading = key["heading"].between(0, 2 * std::numbers::pi),
          .metres_per_pixel = key["scale"].between(0.5, 0.72),
          .width = size,
          .height = size,
          .time = key["time"].between(0, 100)};
}

}  // namespace p2p::scenes
