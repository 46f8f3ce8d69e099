// SPDX-License-Identifier: MIT
// Fill, measure, time.
#include "trainer/comparison/hole_comparison.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "trainer/data/pixel_values.h"

namespace p2p {
namespace {

using Clock = std::chrono::steady_clock;

std::string case_name(const PairSource& pairs, const HoleCase& one) {
  return pairs.name(one.picture) + " " + bucket_name(one.bucket) +
         (one.border ? " border" : " inside");
}

}  // namespace

FillerFigures run_filler(Filler& filler, const PairSource& pairs,
                         const std::vector<HoleCase>& cases,
                         const std::vector<Metric>& metrics,
                         const CaseDone& done) {
  FillerFigures found{filler.name(), {metrics, {}, {}, {}}, {}};
  found.table.values.resize(metrics.size());
  at::IntArrayRef size;
  torch::Tensor picture;
  for (size_t i = 0; i < cases.size(); ++i) {
    const HoleCase& one = cases[i];
    const torch::Tensor next = as_bytes(pairs.get(one.picture).a);
    // Models make their plan for a size at its first picture.
    if (!picture.defined() || next.sizes() != size)
      filler.fill(next, one.holes);
    picture = next;
    size = picture.sizes();
    const Clock::time_point begun = Clock::now();
    const torch::Tensor filled = filler.fill(picture, one.holes);
    found.milliseconds.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - begun)
            .count());
    found.table.pictures.push_back(case_name(pairs, one));
    for (size_t m = 0; m < metrics.size(); ++m)
      found.table.values[m].push_back(metrics[m].measure(
          {.output = filled, .target = picture, .holes = one.holes}));
    done(i + 1);
  }
  return found;
}

double median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace p2p
