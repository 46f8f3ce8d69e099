// SPDX-License-Identifier: MIT
// How sure a mean over pictures is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace p2p {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

struct BootstrapOptions {
  int resamples = 2000;
  double level = 0.95;
  uint64_t seed = 1;
};

/// A figure of some pictures, given by their indices, which may repeat.
using Statistic = std::function<double(std::span<const size_t>)>;

/// Percentile bootstrap (Efron 1979) over `count` pictures: the statistic of
/// that many drawn with replacement, again and again. The draws depend on seed
/// and count alone, so that two figures of the same pictures are compared on
/// the same draws. NaN for fewer than two pictures. Draws whose statistic is
/// not finite are left out.
Interval bootstrap(size_t count, const Statistic& statistic,
                   const BootstrapOptions& options = {});

/// Mean of the finite values; NaN if there are none.
double finite_mean(std::span<const double> values);
/// How many are finite.
size_t count_finite(std::span<const double> values);

/// Interval of finite_mean().
Interval mean_interval(const std::vector<double>& values,
                       const BootstrapOptions& options = {});

}  // namespace p2p
