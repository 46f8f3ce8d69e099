// SPDX-License-Identifier: MIT
// A source for each row of the table.
#include "trainer/comparison/hole_cases.h"

#include <optional>
#include <utility>

#include "trainer/holes/exact_holes.h"

namespace p2p {
namespace {

constexpr double kBucketWidth = 0.1;
/// Of one mask, before it counts as not to be had.
constexpr int kDraws = 32;

/// Masks of one row.
class Row {
 public:
  Row(const HoleOptions& options, int bucket, bool border)
      : bucket_(bucket), border_(border), holes_(in_row(options)) {}

  std::optional<HoleCase> draw(uint64_t seed, size_t picture, int height,
                               int width) const {
    const auto row = static_cast<uint32_t>(2 * bucket_ + border_);
    Random random(seed, Stream::kHoles, row, static_cast<uint32_t>(picture));
    if (auto mask = holes_.draw(random, height, width, kDraws))
      return HoleCase{picture, bucket_, border_, std::move(*mask)};
    return std::nullopt;
  }

 private:
  HoleOptions in_row(HoleOptions options) const {
    options.range = {bucket_ * kBucketWidth, (bucket_ + 1) * kBucketWidth,
                     border_};
    return options;
  }

  int bucket_;
  bool border_;
  ExactHoles holes_;
};

std::vector<Row> rows_of(const HoleOptions& holes) {
  std::vector<Row> rows;
  for (int bucket = 0; bucket < kRatioBuckets; ++bucket)
    for (const bool border : {false, true})
      rows.emplace_back(holes, bucket, border);
  return rows;
}

}  // namespace

std::vector<HoleCase> hole_cases(const PairSource& pairs,
                                 const HoleOptions& holes, uint64_t seed) {
  const std::vector<Row> rows = rows_of(holes);
  std::vector<HoleCase> cases;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const torch::Tensor picture = pairs.get(i).a;
    for (const Row& row : rows)
      if (auto one = row.draw(seed, i, static_cast<int>(picture.size(0)),
                              static_cast<int>(picture.size(1))))
        cases.push_back(std::move(*one));
  }
  return cases;
}

std::string bucket_name(int bucket) {
  const int from = static_cast<int>(bucket * kBucketWidth * 100.0 + 0.5);
  return std::to_string(from) + "-" + std::to_string(from + 10) + " %";
}

}  // namespace p2p
