// SPDX-License-Identifier: MIT
// Where training and validation pictures are taken.
#include "trainer/scenes/view_sampler.h"

#include <set>

#include <gtest/gtest.h>

namespace p2p::scenes {
namespace {

constexpr int kViews = 500;

// Validation pictures must show nothing that was trained on. Fails when the
// regions touch or a view leaves its own.
TEST(ViewSampler, RegionsShareNothing) {
  constexpr double kWidestView = 5000.0;
  for (const Region region : {Region::kTrain, Region::kVal}) {
    const cv::Point2d middle = region_middle(region);
    for (int i = 0; i < kViews; ++i) {
      const View view = random_view(7, region, i, 256);
      EXPECT_LE(std::abs(view.x - middle.x), kRegionReach);
      EXPECT_LE(std::abs(view.y - middle.y), kRegionReach);
    }
  }
  const cv::Point2d apart =
      region_middle(Region::kVal) - region_middle(Region::kTrain);
  EXPECT_GT(cv::norm(apart), 2 * kRegionReach + kWidestView);
}

// Fails when a number or the seed does not matter.
TEST(ViewSampler, ViewsDiffer) {
  std::set<double> places;
  for (int i = 0; i < kViews; ++i) {
    places.insert(random_view(7, Region::kTrain, i, 256).x);
    places.insert(random_view(8, Region::kTrain, i, 256).x);
  }
  EXPECT_EQ(places.size(), 2u * kViews);
}

TEST(ViewSampler, ViewsHaveTheSizeAndScaleTheyPromise) {
  for (int i = 0; i < kViews; ++i) {
    const View view = random_view(7, Region::kVal, i, 128);
    EXPECT_EQ(view.width, 128);
    EXPECT_EQ(view.height, 128);
    EXPECT_GE(view.metres_per_pixel, 0.5);
    EXPECT_LE(view.metres_per_pixel, 0.72);
  }
}

// The clip of a seed must look like what was trained on. Fails when the first
// city is another one, or when all cities are one.
TEST(ViewSampler, FirstCityIsTheSeedsOwn) {
  EXPECT_EQ(city_seed(42, 0), 42u);
  std::set<std::uint64_t> seeds;
  for (int city = 0; city < kCities; ++city) seeds.insert(city_seed(42, city));
  EXPECT_EQ(seeds.size(), static_cast<std::size_t>(kCities));
}

}  // namespace
}  // namespace p2p::scenes
