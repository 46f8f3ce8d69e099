// SPDX-License-Identifier: MIT
// The photograph from the air, painted from the same plan as the map.
#include "trainer/scenes/aerial_painter.h"

#include <numbers>
#include <vector>

#include "trainer/scenes/brush.h"
#include "trainer/scenes/camera.h"
#include "trainer/scenes/convex_polygon.h"
#include "trainer/scenes/roof_painter.h"
#include "trainer/scenes/street_painter.h"
#include "trainer/scenes/traffic.h"

namespace p2p::scenes {
namespace {

constexpr Colour kShadow{255, 0, 0};
constexpr double kTreeHeight = 1.5;    // of its radius
constexpr double kBridgeHeight = 5.0;  // metres

void shade_wing(const Wing& wing, cv::Point2d shift, Brush& brush) {
  std::vector<cv::Point2f> points;
  for (const cv::Point2d& corner : wing) {
    const cv::Point2d foot = brush.projection().pixel(corner);
    points.emplace_back(foot);
    points.emplace_back(foot + shift);
  }
  std::vector<cv::Point2f> hull;
  cv::convexHull(points, hull);
  brush.fill_convex({hull.begin(), hull.end()}, kShadow);
}

void shade_tree(const Tree& tree, cv::Point2d shadow, Brush& brush) {
  const Projection& projection = brush.projection();
  const double radius = tree.radius * projection.pixels_per_metre();
  const cv::Point2d foot = projection.pixel(tree.at);
  for (const double share : {0.5, 1.0}) {
    brush.disc(foot + shadow * (tree.radius * kTreeHeight * share), radius,
               kShadow);
  }
}

cv::Mat shadows_of(const CityPlan& plan, const Projection& projection,
                   const Look& look) {
  cv::Mat mask(projection.size(), CV_8UC1, cv::Scalar(0));
  Brush brush(projection, mask, Edge::kHard);
  const cv::Point2d shadow = projection.pixel_vector(look.shadow);
  for (const Building& building : plan.buildings) {
    for (const Wing& wing : building.wings) {
      shade_wing(wing, shadow * building.height, brush);
    }
  }
  for (const Tree& tree : plan.trees) shade_tree(tree, shadow, brush);
  cv::blur(mask, mask, {3, 3});
  return mask;
}

/// A canopy: a dark disc, and leaves in clumps that brighten towards the sun.
void paint_tree(const Tree& tree, cv::Point2d to_sun, double dryness,
                Brush& brush) {
  const Projection& projection = brush.projection();
  const double radius = tree.radius * projection.pixels_per_metre();
  const cv::Point2d middle = projection.pixel(tree.at);
  if (!projection.sees({middle}, radius)) return;
  const double yellow = tree.key["hue"].between(0, 0.6 + 0.4 * dryness);
  const double light = tree.key["light"].between(0.75, 1.15);
  const Colour leaf =
      Colour{38 + 10 * yellow, 70 + 14 * yellow, 50 + 40 * yellow, 120} * light;
  const auto clump = [&](cv::Point2d at, double size, double bright) {
    brush.disc(at, size, leaf * bright);
  };
  clump(middle, radius * 0.9, 0.62);
  constexpr int kClumps = 8;
  for (int i = 0; i < kClumps; ++i) {
    const Key key = tree.key.at(i);
    const double angle =
        2 * std::numbers::pi * (i * 0.381966 + key.between(0, 0.15));
    const double off = key["off"].between(0.3, 0.75);
    const cv::Point2d way = direction_of(angle) * off;
    const double sunny = way.dot(to_sun);
    clump(middle + way * radius, radius * key["size"].between(0.26, 0.42),
          0.95 + 0.42 * sunny + key["tone"].between(-0.08, 0.08));
  }
  clump(middle + to_sun * (radius * 0.25), radius * 0.4, 1.2);
}

void shade_bridges(const CityPlan& plan, const Projection& projection,
                   const Look& look, const cv::Mat& labels, cv::Mat& ground) {
  if (plan.bridges.empty()) return;
  cv::Mat mask(projection.size(), CV_8UC1, cv::Scalar(0));
  Brush brush(projection, mask, Edge::kHard);
  for (const Road& bridge : plan.bridges) {
    std::vector<cv::Point2d> line = bridge.line;
    for (cv::Point2d& point : line) point += look.shadow * kBridgeHeight;
    brush.stroke(line, 2 * (half_width(bridge.kind) + 2.2), kShadow);
  }
  mask.setTo(0, labels != static_cast<double>(Surface::kWater));
  cast_shadows(mask, ground);
}

void paint_cars(const CityPlan& plan, const Look& look, double time,
                Brush& brush) {
  for (const auto& cars :
       {plan.parked, kerb_parked(plan.roads), driving(plan.roads, time)}) {
    for (const Car& car : cars) paint_car(car, look, brush);
  }
}

}  // namespace

cv::Mat paint_aerial(const CityPlan& plan, const Projection& projection,
                     const Textures& textures, const Look& look, double time) {
  const cv::Mat labels = label_ground(plan, projection);
  cv::Mat scene = texture_ground(labels, projection, textures, look);
  shade_bridges(plan, projection, look, labels, scene);
  Brush brush(projection, scene, Edge::kSmooth);
  paint_markings(plan, brush);
  paint_cars(plan, look, time, brush);
  cast_shadows(shadows_of(plan, projection, look), scene);
  for (const Building& building : plan.buildings) {
    paint_roof(building, look, brush);
  }
  const cv::Point2d sun = projection.pixel_vector(look.to_sun);
  for (const Tree& tree : plan.trees) {
    paint_tree(tree, sun / cv::norm(sun), look.dryness, brush);
  }
  return scene;
}

}  // namespace p2p::scenes
