// SPDX-License-Identifier: MIT
// Draw, compute, sort, cut off the tails.
#include "trainer/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "trainer/data/random.h"

namespace p2p {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// Linear between neighbours of sorted values.
double quantile(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

std::vector<double> finite_values(std::span<const double> values) {
  std::vector<double> finite;
  for (const double value : values)
    if (std::isfinite(value)) finite.push_back(value);
  return finite;
}

}  // namespace

Interval bootstrap(size_t count, const Statistic& statistic,
                   const BootstrapOptions& options) {
  if (count < 2) return {kUndefined, kUndefined};
  std::vector<size_t> sample(count);
  std::vector<double> found;
  for (int i = 0; i < options.resamples; ++i) {
    Random random(options.seed, Stream::kBootstrap, 0,
                  static_cast<uint32_t>(i));
    for (size_t& index : sample)
      index = random.below(static_cast<uint32_t>(count));
    const double value = statistic(sample);
    if (std::isfinite(value)) found.push_back(value);
  }
  if (found.empty()) return {kUndefined, kUndefined};
  std::sort(found.begin(), found.end());
  const double tail = (1.0 - options.level) / 2.0;
  return {quantile(found, tail), quantile(found, 1.0 - tail)};
}

double finite_mean(std::span<const double> values) {
  const std::vector<double> finite = finite_values(values);
  if (finite.empty()) return kUndefined;
  double sum = 0.0;
  for (const double value : finite) sum += value;
  return sum / static_cast<double>(finite.size());
}

size_t count_finite(std::span<const double> values) {
  return finite_values(values).size();
}

Interval mean_interval(const std::vector<double>& values,
                       const BootstrapOptions& options) {
  const Statistic mean = [&values](std::span<const size_t> sample) {
    double sum = 0.0;
    size_t count = 0;
    for (const size_t i : sample) {
      if (!std::isfinite(values[i])) continue;
      sum += values[i];
      ++count;
    }
    return sum / static_cast<double>(count);
  };
  return bootstrap(values.size(), mean, options);
}

}  // namespace p2p
