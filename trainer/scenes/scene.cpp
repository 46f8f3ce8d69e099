// SPDX-License-Identifier: MIT
// An endless city of which any view can be taken, as photograph and as map.
#include "trainer/scenes/scene.h"

#include <bit>
#include <stdexcept>

#include <opencv2/imgproc.hpp>

#include "trainer/scenes/aerial_painter.h"
#include "trainer/scenes/camera.h"
#include "trainer/scenes/map_painter.h"

namespace p2p::scenes {
namespace {

/// What stands outside the view and still reaches into it: shadows, canopies.
constexpr double kMargin = 40.0;

const View& checked(const View& view) {
  if (view.width < 1 || view.height < 1) {
    throw std::invalid_argument("a view needs at least one pixel");
  }
  if (!(view.metres_per_pixel >= 0.05 && view.metres_per_pixel <= 5)) {
    throw std::invalid_argument(
        "a view needs 0.05 to 5 metres per pixel, got " +
        std::to_string(view.metres_per_pixel));
  }
  return view;
}

/// What both pictures of a view are painted from.
struct Ground {
  Ground(Key city, const View& view)
      : projection(city, checked(view)),
        plan(plan_city(city, projection.plan_region(kMargin))) {}

  Projection projection;
  CityPlan plan;
};

cv::Mat finished_map(const Ground& ground) {
  cv::Mat map;
  const cv::Mat large = paint_map(ground.plan, ground.projection);
  cv::resize(large, map, large.size() / kSupersampling, 0, 0, cv::INTER_AREA);
  return map;
}

}  // namespace

Scene::Scene(std::uint64_t seed)
    : key_(seed), textures_(key_["textures"]), look_(look_of(key_)) {}

cv::Mat Scene::aerial(const View& view) const { return pair(view).aerial; }

cv::Mat Scene::map(const View& view) const {
  return finished_map(Ground(key_, view));
}

Pair Scene::pair(const View& view) const {
  const Ground ground(key_, view);
  const cv::Mat scene =
      paint_aerial(ground.plan, ground.projection, textures_, look_, view.time);
  cv::Mat aerial = photograph(scene, ground.projection, textures_, look_);
  const auto moment = std::bit_cast<std::int64_t>(view.time);
  add_sensor_noise(key_["sensor"].at(moment), aerial);
  return {aerial, finished_map(ground)};
}

}  // namespace p2p::scenes
