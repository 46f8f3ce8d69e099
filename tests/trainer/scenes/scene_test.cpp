// SPDX-License-Identifier: MIT
// Photograph and map of the same view.
#include "trainer/scenes/scene.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace p2p::scenes {
namespace {

// The palette as map_painter.h documents it, blue green red.
constexpr unsigned char kPalette[][3] = {
    {233, 239, 242}, {196, 206, 216}, {168, 180, 192}, {178, 226, 196},
    {160, 208, 166}, {226, 226, 226}, {196, 232, 240}, {236, 206, 160},
    {255, 255, 255}, {150, 236, 252}, {112, 186, 250}, {214, 234, 238},
    {204, 208, 210}, {100, 190, 214}, {70, 136, 216},
};

View small_view() {
  return {.x = 120, .y = -340, .heading = 0.7, .width = 160, .height = 120};
}

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() &&
         cv::norm(a, b, cv::NORM_INF) == 0;
}

bool in_palette(const cv::Vec3b& pixel) {
  return std::ranges::any_of(kPalette, [&](const auto& colour) {
    return std::equal(std::begin(colour), std::end(colour), pixel.val);
  });
}

/// Share of pixels of which some channel differs by more than `levels`.
double share_beyond(const cv::Mat& a, const cv::Mat& b, double levels) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  const cv::Mat channels = difference.reshape(1);
  return static_cast<double>(cv::countNonZero(channels > levels)) /
         static_cast<double>(channels.total());
}

// Fails when anything but the seed and the view decides a pixel: call order,
// shared state, OpenCV's threads.
TEST(Scene, SameViewIsTheSamePictureOnAnyThread) {
  const Scene scene(11);
  const Pair first = scene.pair(small_view());
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const Pair alone = Scene(11).pair(small_view());
  cv::setNumThreads(threads);
  auto other =
      std::async(std::launch::async, [&] { return scene.pair(small_view()); });
  const Pair beside = scene.pair(small_view());
  const Pair elsewhere = other.get();
  for (const Pair& again : {alone, beside, elsewhere}) {
    EXPECT_TRUE(same(first.aerial, again.aerial));
    EXPECT_TRUE(same(first.map, again.map));
  }
  EXPECT_TRUE(same(first.map, scene.map(small_view())));
  EXPECT_TRUE(same(first.aerial, scene.aerial(small_view())));
}

TEST(Scene, SeedsDiffer) {
  EXPECT_GT(
      share_beyond(Scene(1).map(small_view()), Scene(2).map(small_view()), 4),
      0.2);
}

// Geometry is a function of the place: a view 64 pixels to the east shows the
// same things 64 pixels to the left. Fails when a view moves what it plans.
TEST(Scene, AdjacentViewsAgree) {
  constexpr double kNoiseLevels = 12;
  constexpr double kTolerance = 0.002;  // share of channels
  constexpr int kShiftPixels = 64;
  const Scene scene(5);
  View view{.x = 900, .y = 500, .width = 192, .height = 128};
  const Pair left = scene.pair(view);
  view.x += kShiftPixels * view.metres_per_pixel;
  const Pair right = scene.pair(view);
  const cv::Range rows(2, view.height - 2);
  const cv::Range in_left(kShiftPixels + 2, view.width - 2);
  const cv::Range in_right(2, view.width - kShiftPixels - 2);
  EXPECT_LT(share_beyond(left.map(rows, in_left), right.map(rows, in_right),
                         kNoiseLevels),
            kTolerance);
  EXPECT_LT(share_beyond(left.aerial(rows, in_left),
                         right.aerial(rows, in_right), kNoiseLevels),
            kTolerance);
}

// Fails when the map has texture, shadows, gradients or an undocumented
// colour.
TEST(Scene, MapHasThePaletteAwayFromEdges) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const cv::Mat map = Scene(seed).map({.x = 300, .y = 100});
    cv::Mat low, high;
    cv::erode(map, low, cv::Mat::ones(3, 3, CV_8U));
    cv::dilate(map, high, cv::Mat::ones(3, 3, CV_8U));
    int flat = 0;
    for (int y = 0; y < map.rows; ++y) {
      for (int x = 0; x < map.cols; ++x) {
        if (low.at<cv::Vec3b>(y, x) != high.at<cv::Vec3b>(y, x)) continue;
        ++flat;
        ASSERT_TRUE(in_palette(map.at<cv::Vec3b>(y, x)))
            << "seed " << seed << " at " << x << ',' << y;
      }
    }
    EXPECT_GT(flat, 0.6 * static_cast<double>(map.total()));
  }
}

/// Deviation of the grey levels in 5 x 5 pixels around each.
cv::Mat local_deviation(const cv::Mat& picture) {
  cv::Mat grey, mean, square, deviation;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32F);
  cv::blur(grey, mean, {5, 5});
  cv::blur(grey.mul(grey), square, {5, 5});
  cv::sqrt(cv::max(square - mean.mul(mean), 0.0), deviation);
  return deviation;
}

// Fails when the photograph is as flat as the map: on a park's lawn and
// between the houses the ground varies, almost everywhere.
TEST(Scene, AerialHasTexture) {
  constexpr double kSensorNoise = 2.0;  // grey levels it alone stays below
  constexpr double kLeastShare = 0.9;
  const Pair pair = Scene(4).pair({.x = 300, .y = 100});
  cv::Mat land, park;
  cv::inRange(pair.map, cv::Scalar(233, 239, 242), cv::Scalar(233, 239, 242),
              land);
  cv::inRange(pair.map, cv::Scalar(178, 226, 196), cv::Scalar(178, 226, 196),
              park);
  const cv::Mat ground = land | park;
  const cv::Mat rough = local_deviation(pair.aerial) > kSensorNoise;
  ASSERT_GT(cv::countNonZero(ground), 5000);
  EXPECT_GT(cv::countNonZero(rough & ground),
            kLeastShare * cv::countNonZero(ground));
}

// Fails when cars stand still, when all of the city moves, or when the map
// shows cars.
TEST(Scene, CarsMoveAndTheMapDoesNot) {
  constexpr double kNoiseLevels = 12;
  const Scene scene(2);
  View view{.x = 300, .y = 100, .metres_per_pixel = 0.8};
  const Pair before = scene.pair(view);
  view.time = 1.0;
  const Pair after = scene.pair(view);
  EXPECT_TRUE(same(before.map, after.map));
  const double moved = share_beyond(before.aerial, after.aerial, kNoiseLevels);
  EXPECT_GT(moved, 0.0005);
  EXPECT_LT(moved, 0.05);
}

// Fails when the heading turns the picture the other way: a half turn shows
// the same ground upside down.
TEST(Scene, HeadingTurnsThePicture) {
  constexpr double kLevels = 40;
  constexpr double kTolerance = 0.01;
  const Scene scene(3);
  View view{.x = 100, .y = 100};
  const cv::Mat north = scene.map(view);
  view.heading = std::numbers::pi / 2;
  cv::Mat turned_back;
  cv::rotate(scene.map(view), turned_back, cv::ROTATE_90_CLOCKWISE);
  EXPECT_LT(share_beyond(north, turned_back, kLevels), kTolerance);
}

TEST(Scene, RefusesViewsWithoutSense) {
  const Scene scene(1);
  EXPECT_THROW(scene.pair({.width = 0}), std::invalid_argument);
  EXPECT_THROW(scene.map({.height = -3}), std::invalid_argument);
  EXPECT_THROW(scene.map({.metres_per_pixel = 0.0}), std::invalid_argument);
  EXPECT_THROW(
      scene.map({.metres_per_pixel = std::numeric_limits<double>::quiet_NaN()}),
      std::invalid_argument);
}

}  // namespace
}  // namespace p2p::scenes
