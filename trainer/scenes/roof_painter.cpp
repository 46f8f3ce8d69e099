// SPDX-License-Identifier: MIT
// Roofs of the photograph, lit by the sun.
#include "trainer/scenes/roof_painter.h"

#include <cmath>
#include <vector>

namespace p2p::scenes {
namespace {

using Outline = std::vector<cv::Point2d>;

constexpr double kTileRoughness = 46;
constexpr double kFlatRoughness = 30;

constexpr Colour kDarkGap{60, 57, 55, 20};
constexpr Colour kChimney{120, 128, 150, 20};
constexpr Colour kSkylight{216, 208, 190, 10};

// Tiles and slate, bitumen and gravel, sheet metal.
constexpr Colour kPitched[] = {
    {66, 84, 150},  {58, 72, 128}, {84, 104, 158},  {74, 84, 104},
    {92, 94, 98},   {72, 72, 76},  {110, 122, 138}, {62, 80, 112},
    {104, 100, 96}, {78, 92, 134},
};
constexpr Colour kFlat[] = {
    {150, 156, 160}, {176, 182, 186}, {118, 122, 124}, {92, 94, 96},
    {140, 152, 164}, {168, 176, 188}, {128, 140, 156},
};
constexpr Colour kSheet[] = {
    {206, 208, 208}, {186, 184, 178}, {172, 164, 150}, {214, 216, 220},
    {150, 146, 142}, {176, 150, 126}, {120, 128, 168}, {196, 200, 206},
};

template <std::size_t count>
Colour pick(const Colour (&colours)[count], Key key) {
  return colours[static_cast<std::size_t>(key.below(static_cast<int>(count)))];
}

Colour colour_of(const Building& building) {
  const Key key = building.key["colour"];
  if (building.works) return pick(kSheet, key);
  return building.roof == Roof::kFlat ? pick(kFlat, key) : pick(kPitched, key);
}

Colour lit(Colour colour, double light, double roughness) {
  colour.roughness = roughness;
  return colour * light;
}

cv::Point2d between(cv::Point2d a, cv::Point2d b, double share) {
  return a + (b - a) * share;
}

/// The point of a wing at shares along its ridge and across it.
cv::Point2d at(const Wing& wing, double along, double across) {
  return between(between(wing[0], wing[1], along),
                 between(wing[3], wing[2], along), across);
}

Outline part(const Wing& wing, double along, double across, double length,
             double depth) {
  return {at(wing, along, across), at(wing, along + length, across),
          at(wing, along + length, across + depth),
          at(wing, along, across + depth)};
}

/// How bright a slope is that falls towards `downhill`.
double light_on(cv::Point2d downhill, const Look& look) {
  return 1.0 + 0.3 * downhill.dot(look.to_sun) / cv::norm(downhill);
}

void paint_pitched(const Wing& wing, bool hipped, const Colour& colour,
                   const Look& look, Brush& brush) {
  const double length = cv::norm(wing[1] - wing[0]);
  const double depth = cv::norm(wing[3] - wing[0]);
  const double hip = hipped ? std::min(0.45, depth / 2 / length) : 0.0;
  const cv::Point2d start = at(wing, hip, 0.5);
  const cv::Point2d end = at(wing, 1 - hip, 0.5);
  const auto facet = [&](const Outline& outline, cv::Point2d downhill) {
    brush.fill(outline, lit(colour, light_on(downhill, look), kTileRoughness));
  };
  facet({wing[0], wing[1], end, start}, wing[0] - wing[3]);
  facet({start, end, wing[2], wing[3]}, wing[3] - wing[0]);
  if (hipped) {
    facet({wing[1], wing[2], end}, wing[1] - wing[0]);
    facet({wing[3], wing[0], start}, wing[0] - wing[1]);
  }
  brush.stroke({start, end}, 0.3, lit(colour, 1.18, kTileRoughness));
}

void paint_chimney(const Building& building, const Look& look, Brush& brush) {
  const Key key = building.key["chimney"];
  if (!key.chance(0.6)) return;
  const Wing& wing = building.wings.front();
  const cv::Point2d spot =
      at(wing, key["along"].between(0.2, 0.8), key["across"].between(0.4, 0.6));
  const cv::Point2d u = (wing[1] - wing[0]) / cv::norm(wing[1] - wing[0]);
  const cv::Point2d v = cv::Point2d(-u.y, u.x);
  const auto box = [&](cv::Point2d m) {
    return Outline{m - (u + v) * 0.5, m + (u - v) * 0.5, m + (u + v) * 0.5,
                   m - (u - v) * 0.5};
  };
  brush.fill(box(spot + look.shadow * 1.0), kDarkGap * 0.7);
  brush.fill(box(spot), kChimney);
}

/// Machine houses, vents and skylights, each with a little shadow.
void paint_boxes(const Wing& wing, const Look& look, Key key, Brush& brush) {
  const double length = cv::norm(wing[1] - wing[0]);
  const double depth = cv::norm(wing[3] - wing[0]);
  const int boxes = key.below(2 + static_cast<int>(length * depth / 160));
  for (int i = 0; i < boxes && i < 14; ++i) {
    const Key box = key.at(i);
    const double l = box["length"].between(1.4, 4.2) / length;
    const double d = box["depth"].between(1.4, 3.6) / depth;
    if (l > 0.5 || d > 0.5) continue;
    Outline outline = part(wing, box["along"].between(0.12, 0.86 - l),
                           box["across"].between(0.12, 0.86 - d), l, d);
    Outline shadow = outline;
    for (cv::Point2d& corner : shadow) corner += look.shadow * 1.8;
    brush.fill(shadow, kDarkGap);
    const double grey = box["grey"].between(130, 215);
    brush.fill(outline, Colour{grey, grey, grey, 16});
  }
}

void paint_seams(const Wing& wing, const Colour& colour, Key key,
                 Brush& brush) {
  const double length = cv::norm(wing[1] - wing[0]);
  const double spacing = key["spacing"].between(3.2, 6.5);
  const bool skylights = key["skylights"].chance(0.45);
  for (double along = spacing; along < length - 2; along += spacing) {
    const double share = along / length;
    brush.stroke({at(wing, share, 0.03), at(wing, share, 0.97)}, 0.3,
                 lit(colour, 0.86, 20));
    if (!skylights) continue;
    brush.fill(
        part(wing, share + 0.3 * spacing / length, 0.15, 1.1 / length, 0.25),
        kSkylight);
    brush.fill(
        part(wing, share + 0.3 * spacing / length, 0.6, 1.1 / length, 0.25),
        kSkylight);
  }
  brush.stroke({at(wing, 0, 0.5), at(wing, 1, 0.5)}, 0.4, lit(colour, 1.1, 20));
}

void paint_flat(const Building& building, const Colour& colour,
                const Look& look, Brush& brush) {
  constexpr double kParapet = 0.6;
  for (const Wing& wing : building.wings) {
    brush.fill({wing.begin(), wing.end()}, lit(colour, 1.16, kFlatRoughness));
  }
  for (const Wing& wing : building.wings) {
    const double u = kParapet / cv::norm(wing[1] - wing[0]);
    const double v = kParapet / cv::norm(wing[3] - wing[0]);
    brush.fill(part(wing, u, v, 1 - 2 * u, 1 - 2 * v),
               lit(colour, 0.96, kFlatRoughness));
  }
  for (const Wing& wing : building.wings) {
    if (building.works) {
      paint_seams(wing, colour, building.key["seams"], brush);
    }
    paint_boxes(wing, look, building.key["boxes"], brush);
  }
}

}  // namespace

void paint_roof(const Building& building, const Look& look, Brush& brush) {
  const Key key = building.key["shade"];
  const Colour colour = colour_of(building) * key.between(0.88, 1.1);
  if (building.roof == Roof::kFlat) {
    paint_flat(building, colour, look, brush);
    return;
  }
  for (const Wing& wing : building.wings) {
    paint_pitched(wing, building.roof == Roof::kHipped, colour, look, brush);
  }
  paint_chimney(building, look, brush);
}

}  // namespace p2p::scenes
