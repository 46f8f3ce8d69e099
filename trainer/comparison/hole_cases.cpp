// SPDX-License-Identifier: MIT
// Rows of the table.
#include "trainer/comparison/hole_cases.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "trainer/holes/exact_holes.h"

namespace p2p {
namespace {

/// Of one mask, before it counts as not to be had: a folder has perhaps one in
/// ten of a row.
constexpr int kAttempts = 200;

HoleSourcePtr opened(const HoleOptions& options) {
  HoleSourcePtr source = open_holes(options);
  if (!source)
    throw std::invalid_argument(
        "there is nothing to fill: say which holes with --holes random or "
        "--holes FOLDER");
  return source;
}

}  // namespace

std::vector<HoleCase> hole_cases(const PairSource& pairs,
                                 const HoleOptions& holes, uint64_t seed) {
  const HoleSourcePtr source = opened(holes);
  std::vector<HoleCase> cases;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const torch::Tensor picture = pairs.get(i).a;
    for (int row = 0; row < 2 * kRatioBuckets; ++row) {
      const int bucket = row / 2;
      const bool border = row % 2 == 1;
      Random random(seed, Stream::kHoles, static_cast<uint32_t>(row),
                    static_cast<uint32_t>(i));
      HoleRange wanted = bucket_range(bucket);
      wanted.border = border;
      auto mask =
          draw_exactly(*source, random, static_cast<int>(picture.size(0)),
                       static_cast<int>(picture.size(1)), wanted, kAttempts);
      if (mask) cases.push_back({i, bucket, border, std::move(*mask)});
    }
  }
  return cases;
}

std::string bucket_name(int bucket) {
  const auto percent = [](double share) {
    return std::to_string(std::lround(share * 100.0));
  };
  const HoleRange range = bucket_range(bucket);
  return percent(range.least) + "-" + percent(range.most) + " %";
}

}  // namespace p2p
