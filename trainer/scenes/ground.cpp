// SPDX-License-Identifier: MIT
// The bare ground of the photograph: what lies where, and its texture.
#include "trainer/scenes/ground.h"

#include <algorithm>
#include <array>

#include "trainer/scenes/brush.h"

namespace p2p::scenes {
namespace {

/// A surface is somewhere between two colours (blue, green, red); patches and
/// grain say how strongly the noise of each size moves it between them.
struct Material {
  cv::Vec3f first, second;
  float patches, grain;
  float roughness;  ///< 0 ... 255
};

using Materials = std::array<Material, kSurfaces>;

cv::Vec3f mixed(const cv::Vec3f& a, const cv::Vec3f& b, double share) {
  return a + (b - a) * static_cast<float>(share);
}

Materials materials_of(const Look& look) {
  const double dry = look.dryness;
  const cv::Vec3f grass = mixed({52, 92, 74}, {78, 116, 120}, dry);
  const cv::Vec3f lush = mixed({44, 92, 60}, {60, 110, 96}, dry);
  const cv::Vec3f pale = mixed({70, 118, 104}, {104, 140, 150}, dry);
  const cv::Vec3f soil(92, 112, 132);
  Materials materials{};
  const auto set = [&](Surface surface, const Material& material) {
    materials[static_cast<std::size_t>(surface)] = material;
  };
  set(Surface::kGrass, {grass, soil, 0.5f, 0.3f, 90});
  set(Surface::kPavement, {{148, 152, 156}, {172, 176, 178}, 0.4f, 0.3f, 26});
  set(Surface::kGarden, {grass, pale, 0.8f, 0.6f, 90});
  set(Surface::kDryGarden,
      {mixed(grass, soil, 0.3), mixed(pale, soil, 0.6), 0.8f, 0.7f, 100});
  set(Surface::kCourt, {{128, 136, 142}, {158, 166, 172}, 0.9f, 0.3f, 36});
  set(Surface::kYard, {{150, 158, 162}, {180, 186, 190}, 0.9f, 0.3f, 34});
  set(Surface::kLawn, {lush, pale, 0.7f, 0.35f, 52});
  set(Surface::kPitch, {mixed(lush, {50, 128, 76}, 0.6),
                        mixed(lush, {62, 146, 96}, 0.6), 0.5f, 0.2f, 24});
  set(Surface::kParking, {{88, 90, 92}, {112, 114, 116}, 0.9f, 0.25f, 30});
  set(Surface::kSand, {{136, 172, 190}, {156, 190, 206}, 0.6f, 0.3f, 40});
  set(Surface::kWater, {{86, 74, 42}, {104, 92, 58}, 0.8f, 0.3f, 14});
  set(Surface::kRoad, {{98, 98, 100}, {122, 122, 124}, 0.8f, 0.25f, 26});
  set(Surface::kPath, {{136, 160, 174}, {156, 180, 192}, 0.5f, 0.3f, 40});
  return materials;
}

Colour label(Surface surface) { return {static_cast<double>(surface), 0, 0}; }

void label_roads(const CityPlan& plan, Brush& brush) {
  for (const Road& bridge : plan.bridges) {
    brush.stroke(bridge.line, 2 * (half_width(bridge.kind) + 2.2),
                 label(Surface::kPavement));
  }
  for (const Road& road : plan.roads) {
    const bool path = road.kind == RoadClass::kPath;
    brush.stroke(road.line, 2 * half_width(road.kind),
                 label(path ? Surface::kPath : Surface::kRoad));
  }
}

cv::Point2d rotated(cv::Point2d point, double cosine, double sine) {
  return {point.x * cosine - point.y * sine, point.x * sine + point.y * cosine};
}

cv::Vec4b shade(const Material& material, float grain, float patches,
                float brightness) {
  const float share = std::clamp(
      0.5f + 0.8f * (material.patches * patches + material.grain * grain),
      -0.3f, 1.3f);
  const cv::Vec3f colour =
      (material.first + (material.second - material.first) * share) *
      brightness;
  return {cv::saturate_cast<uchar>(colour[0]),
          cv::saturate_cast<uchar>(colour[1]),
          cv::saturate_cast<uchar>(colour[2]),
          static_cast<uchar>(material.roughness)};
}

}  // namespace

Textures::Textures(Key city)
    : fine(city["fine"], {4, 8, 0.8f}), coarse(city["coarse"], {2, 7, 0.7f}) {}

float Textures::grain(cv::Point2d world) const {
  constexpr double kTile = 1 / 74.0;
  return fine(world.x * kTile, world.y * kTile);
}

float Textures::patches(cv::Point2d world) const {
  constexpr double kTile = 1 / 613.0;
  const cv::Point2d at = rotated(world, 0.8, 0.6) * kTile;
  return coarse(at.x, at.y);
}

float Textures::country(cv::Point2d world) const {
  constexpr double kTile = 1 / 7100.0;
  const cv::Point2d at = rotated(world, 0.28, 0.96) * kTile;
  return coarse(at.x, at.y);
}

cv::Mat label_ground(const CityPlan& plan, const Projection& projection) {
  cv::Mat labels(projection.size(), CV_8UC1,
                 cv::Scalar(label(Surface::kGrass)));
  Brush brush(projection, labels, Edge::kHard);
  for (const Area& area : plan.areas) {
    brush.fill(area.outline, label(area.surface));
  }
  label_roads(plan, brush);
  return labels;
}

cv::Mat texture_ground(const cv::Mat& labels, const Projection& projection,
                       const Textures& textures, const Look& look) {
  const Materials materials = materials_of(look);
  cv::Mat ground(labels.size(), CV_8UC4);
  const cv::Point2d step = projection.world_step();
  for (int y = 0; y < labels.rows; ++y) {
    const uchar* row = labels.ptr<uchar>(y);
    auto* out = ground.ptr<cv::Vec4b>(y);
    cv::Point2d world = projection.world(cv::Point2d(0, y));
    for (int x = 0; x < labels.cols; ++x, world += step) {
      const float far = textures.country(world);
      out[x] = shade(materials[row[x]], textures.grain(world),
                     textures.patches(world) + 0.4f * far, 1 + 0.05f * far);
    }
  }
  return ground;
}

}  // namespace p2p::scenes
