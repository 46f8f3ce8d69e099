// SPDX-License-Identifier: MIT
// How many shapes of which kind, and how large each is.
#include "trainer/holes/random_holes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <ATen/ops/zeros.h>

#include "trainer/holes/hole_plane.h"
#include "trainer/holes/hole_ratio.h"
#include "trainer/holes/hole_shapes.h"

namespace p2p {
namespace {

/// What the shapes of one mask have in common.
struct Mixture {
  /// Of 16, how many shapes are strokes, and how many strokes or blobs; the
  /// rest are boxes.
  uint32_t strokes = 16, strokes_and_blobs = 16;
  double shapes = 1.0;  ///< about so many
};

Mixture draw_mixture(Random& random) {
  constexpr Mixture kMixtures[] = {
      {16, 16}, {16, 16}, {12, 15},  // mostly strokes
      {0, 16},                       // blobs
      {0, 0},                        // boxes
      {7, 12},  {6, 12},  {3, 13},   // of all
  };
  Mixture mixture =
      kMixtures[random.below(static_cast<uint32_t>(std::size(kMixtures)))];
  const double u = random.uniform();
  mixture.shapes = 1.0 + 14.0 * u * u;
  return mixture;
}

void draw_shape(HolePlane& plane, Random& random, const Mixture& mixture,
                int64_t pixels) {
  const uint32_t kind = random.below(16);
  if (kind < mixture.strokes)
    draw_stroke(plane, random, pixels);
  else if (kind < mixture.strokes_and_blobs)
    draw_blob(plane, random, pixels);
  else
    draw_box(plane, random, pixels);
}

int64_t draw_target(Random& random, const HoleRange& range, int64_t area) {
  const auto pixels = static_cast<double>(area);
  const double ratio =
      range.least + (range.most - range.least) * random.uniform();
  const auto target = static_cast<int64_t>(std::floor(ratio * pixels + 0.5));
  const auto above = static_cast<int64_t>(std::floor(range.least * pixels)) + 1;
  const auto most = static_cast<int64_t>(std::floor(range.most * pixels));
  if (above <= most) return std::clamp(target, above, most);
  return range.most > 0.0 ? std::max<int64_t>(1, target) : 0;
}

/// Of the pixels that are left, those of the next shape.
int64_t draw_share(Random& random, double usual, int64_t least, int64_t left) {
  const double drawn = usual * (0.4 + 1.2 * random.uniform());
  const int64_t share = std::max(least, static_cast<int64_t>(drawn));
  return left - share < least ? left : share;
}

}  // namespace

GeneratedHoles::GeneratedHoles(const HoleRange& range) : range_(range) {
  check_range(range);
}

torch::Tensor GeneratedHoles::attempt(Random& random, int height, int width,
                                      const HoleRange& range) const {
  check_size(height, width);
  torch::Tensor mask = at::zeros({height, width, 1}, torch::kByte);
  HolePlane plane(
      {mask.mutable_data_ptr<uint8_t>(), static_cast<size_t>(mask.numel())},
      height, width, range.border ? 0 : border_margin(height, width));
  const int64_t area = mask.numel();
  int64_t left = std::min(draw_target(random, range, area), plane.room());
  const Mixture mixture = draw_mixture(random);
  const double usual = static_cast<double>(left) / mixture.shapes;
  const int64_t least = std::max<int64_t>(4, area * 3 / 1000);
  while (left > 0) {
    const int64_t share = draw_share(random, usual, least, left);
    draw_shape(plane, random, mixture, share);
    left -= share;
  }
  return mask;
}

}  // namespace p2p
