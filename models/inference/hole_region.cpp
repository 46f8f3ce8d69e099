// SPDX-License-Identifier: MIT
// One axis after the other.
#include "models/inference/hole_region.h"

#include <algorithm>

namespace p2p {
namespace {

constexpr int kLeastContext = 32;

/// What one axis asks.
struct AxisRules {
  int frame;
  int step;
  int multiple;
  int least;
  int feather;
};

struct Interval {
  int begin;
  int size;
};

int round_up(int value, int multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// The next of a row of sizes that each are about a quarter larger.
int stepped(int size, int multiple) {
  int step = multiple;
  while (step * 8 < size) step *= 2;
  return round_up(size, step);
}

Interval axis_region(const Interval& holes, const AxisRules& rules) {
  // Rounding to whole steps of the chroma planes takes some of one side.
  const int feather = rules.feather + rules.step - 1;
  const int context = std::max({kLeastContext, holes.size / 2, feather});
  const int side =
      stepped(std::max(holes.size + 2 * context, rules.least), rules.multiple);
  if (side >= rules.frame) return {0, rules.frame};
  const int centred = holes.begin - (side - holes.size) / 2;
  const int last = rules.frame - side;
  if (centred < last)
    return {std::max(centred, 0) / rules.step * rules.step, side};
  // To the end of the frame, which need not be whole steps away.
  const int begin = round_up(last, rules.step);
  return {begin, rules.frame - begin};
}

}  // namespace

PixelBox hole_region(const PixelBox& holes, const RegionRules& rules) {
  const Interval across = axis_region(
      {holes.x, holes.width}, {rules.frame_width, rules.step.x, rules.multiple,
                               rules.least_width, rules.feather});
  const Interval down =
      axis_region({holes.y, holes.height},
                  {rules.frame_height, rules.step.y, rules.multiple,
                   rules.least_height, rules.feather});
  return {across.begin, down.begin, across.size, down.size};
}

}  // namespace p2p
