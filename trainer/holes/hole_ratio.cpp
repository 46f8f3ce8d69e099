// SPDX-License-Identifier: MIT
// Counting pixels of masks.
#include "trainer/holes/hole_ratio.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace p2p {
namespace {

std::string percent(double share) {
  return std::to_string(share * 100.0) + " %";
}

}  // namespace

double hole_ratio(const torch::Tensor& mask) {
  return static_cast<double>(mask.count_nonzero().item<int64_t>()) /
         static_cast<double>(mask.numel());
}

bool touches_border(const torch::Tensor& mask) {
  return mask.select(0, 0).any().item<bool>() ||
         mask.select(0, -1).any().item<bool>() ||
         mask.select(1, 0).any().item<bool>() ||
         mask.select(1, -1).any().item<bool>();
}

HoleRange bucket_range(int bucket) {
  return {.least = bucket / 10.0, .most = (bucket + 1) / 10.0};
}

int ratio_bucket(double ratio) {
  for (int bucket = 0; bucket < kRatioBuckets; ++bucket)
    if (in_range(ratio, bucket_range(bucket))) return bucket;
  return -1;
}

int border_margin(int height, int width) {
  return std::max(1, std::min(height, width) * 50 / 512);
}

bool in_range(double ratio, const HoleRange& range) {
  return ratio <= range.most &&
         (ratio > range.least ||
          (ratio == range.least && range.least == range.most));
}

void check_range(const HoleRange& range) {
  if (range.least >= 0.0 && range.least <= range.most && range.most <= 1.0)
    return;
  throw std::invalid_argument("holes from " + percent(range.least) + " to " +
                              percent(range.most) +
                              " of a picture: wanted are two shares from 0 to "
                              "100 %, the smaller one first");
}

void check_size(int height, int width) {
  if (height >= 1 && width >= 1) return;
  throw std::invalid_argument("there are no holes of " + std::to_string(width) +
                              "x" + std::to_string(height) + " pixels");
}

}  // namespace p2p
