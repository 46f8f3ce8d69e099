// SPDX-License-Identifier: MIT
// Random views for training and validation, from places far apart.
#pragma once

#include <cstdint>

#include <opencv2/core.hpp>

#include "trainer/scenes/view.h"

namespace p2p::scenes {

/// Parts of the world that share nothing.
enum class Region : std::uint8_t { kTrain, kVal, kClip };

/// Every view's centre lies within this many metres of its region's middle,
/// along each axis; the middles are 100 km apart.
inline constexpr double kRegionReach = 6000.0;

cv::Point2d region_middle(Region region);

/// The pictures of one seed come from so many cities, each with its own light;
/// the first is the seed's own, over which its clip flies.
inline constexpr int kCities = 12;
std::uint64_t city_seed(std::uint64_t seed, int number);

/// The `number`th square view of a region, of `size` pixels, turned anyhow and
/// at 0.5 to 0.72 metres per pixel. It is meant for city `number % kCities`.
View random_view(std::uint64_t seed, Region region, int number, int size);

}  // namespace p2p::scenes
