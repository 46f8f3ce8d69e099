// SPDX-License-Identifier: MIT
// Levels and truth to colours.
#include "trainer/evaluation/mask_pictures.h"

#include <array>

#include "trainer/evaluation/mask_metrics.h"

namespace p2p {
namespace {

using Colour = std::array<int, 3>;
constexpr Colour kHit = {255, 255, 255};
constexpr Colour kMiss = {86, 180, 233};
constexpr Colour kFalseAlarm = {230, 159, 0};
constexpr Colour kOutside = {48, 48, 48};

/// Paints where `where`, bool [H, W], is true.
void paint(torch::Tensor& picture, const torch::Tensor& where,
           const Colour& colour) {
  for (int c = 0; c < 3; ++c)
    picture.select(2, c).masked_fill_(where, colour[c]);
}

}  // namespace

torch::Tensor probability_picture(const torch::Tensor& values) {
  return mask_levels(values)
      .to(torch::kFloat)
      .mul(255.0 / (kMaskLevels - 1))
      .round()
      .to(torch::kByte);
}

torch::Tensor error_picture(const torch::Tensor& values,
                            const torch::Tensor& target,
                            const torch::Tensor& region, int level) {
  const torch::Tensor found = mask_levels(values).select(2, 0).ge(level);
  const torch::Tensor truth = mask_truth(target).select(2, 0);
  torch::Tensor picture =
      torch::zeros({found.size(0), found.size(1), 3}, torch::kByte);
  paint(picture, found.logical_and(truth), kHit);
  paint(picture, truth.logical_and(found.logical_not()), kMiss);
  paint(picture, found.logical_and(truth.logical_not()), kFalseAlarm);
  if (region.defined()) paint(picture, region.select(2, 0).eq(0), kOutside);
  return picture;
}

}  // namespace p2p
