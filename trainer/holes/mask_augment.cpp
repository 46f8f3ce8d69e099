// SPDX-License-Identifier: MIT
// One look-up for turn, mirror and cut; then discs by distances along rows.
#include "trainer/holes/mask_augment.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace p2p {
namespace {

constexpr double kLeastShare = 0.6;
/// Of 512 pixels.
constexpr double kThinnest = 9.0, kWidest = 49.0, kPaperSide = 512.0;

/// Distance along the row to the nearest hole, at most `cap`, for each pixel.
void row_distances(const uint8_t* mask, int width, int cap, int* distance) {
  int since = cap;
  for (int x = 0; x < width; ++x)
    distance[x] = since = mask[x] ? 0 : std::min(cap, since + 1);
  since = cap;
  for (int x = width - 1; x >= 0; --x) {
    since = mask[x] ? 0 : std::min(cap, since + 1);
    distance[x] = std::min(distance[x], since);
  }
}

}  // namespace

MaskDraw draw_mask(Random& random) {
  MaskDraw draw;
  draw.flip = random.coin();
  draw.angle = random.between(0.0, 360.0);
  draw.share = random.between(kLeastShare, 1.0);
  draw.x = random.uniform();
  draw.y = random.uniform();
  if (random.coin())
    draw.radius = 0.5 * (random.between(kThinnest, kWidest) - 1.0);
  return draw;
}

torch::Tensor augment_mask(const torch::Tensor& mask, const MaskDraw& draw,
                           int height, int width) {
  const torch::Tensor whole = mask.contiguous();
  const auto* from = whole.const_data_ptr<uint8_t>();
  const auto mask_height = static_cast<double>(mask.size(0));
  const auto mask_width = static_cast<double>(mask.size(1));
  // Pixels of the mask for one of the cut.
  const double scale =
      draw.share * std::min(mask_height / height, mask_width / width);
  const double turn = draw.angle * std::numbers::pi / 180.0;
  const double right = scale * std::cos(turn) * (draw.flip ? -1.0 : 1.0);
  const double down = scale * std::sin(turn) * (draw.flip ? -1.0 : 1.0);
  const double along = -scale * std::sin(turn), across = scale * std::cos(turn);
  const double middle_x =
      0.5 * scale * width + draw.x * (mask_width - scale * width);
  const double middle_y =
      0.5 * scale * height + draw.y * (mask_height - scale * height);
  torch::Tensor cut = at::zeros({height, width, 1}, torch::kByte);
  auto* to = cut.mutable_data_ptr<uint8_t>();
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double dx = x + 0.5 - 0.5 * width, dy = y + 0.5 - 0.5 * height;
      const double at_x = std::floor(middle_x + right * dx + along * dy);
      const double at_y = std::floor(middle_y + down * dx + across * dy);
      if (at_x >= 0.0 && at_x < mask_width && at_y >= 0.0 && at_y < mask_height)
        to[static_cast<int64_t>(y) * width + x] =
            from[static_cast<int64_t>(at_y) * mask.size(1) +
                 static_cast<int64_t>(at_x)];
    }
  return dilate(cut, draw.radius * std::min(height, width) / kPaperSide);
}

torch::Tensor dilate(const torch::Tensor& mask, double radius) {
  const auto reach = static_cast<int>(std::floor(radius));
  if (reach < 1) return mask;
  const auto height = static_cast<int>(mask.size(0));
  const auto width = static_cast<int>(mask.size(1));
  const torch::Tensor whole = mask.contiguous();
  std::vector<int> distances(static_cast<size_t>(height) * width);
  for (int y = 0; y < height; ++y) {
    const int64_t row = static_cast<int64_t>(y) * width;
    row_distances(whole.const_data_ptr<uint8_t>() + row, width, reach + 1,
                  distances.data() + row);
  }
  torch::Tensor wide = at::zeros_like(whole);
  auto* to = wide.mutable_data_ptr<uint8_t>();
  for (int dy = -reach; dy <= reach; ++dy) {
    const auto half = static_cast<int>(std::sqrt(radius * radius - dy * dy));
    const int first = std::max(0, -dy), last = std::min(height, height - dy);
    for (int y = first; y < last; ++y) {
      const int* distance =
          distances.data() + static_cast<int64_t>(y + dy) * width;
      uint8_t* row = to + static_cast<int64_t>(y) * width;
      for (int x = 0; x < width; ++x)
        row[x] |= distance[x] <= half ? uint8_t{255} : uint8_t{0};
    }
  }
  return wide;
}

}  // namespace p2p
