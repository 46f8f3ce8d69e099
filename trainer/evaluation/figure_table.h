// SPDX-License-Identifier: MIT
// The figures of every picture of a data set, and what follows from them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"
#include "trainer/data/pair_source.h"
#include "trainer/evaluation/bootstrap.h"
#include "trainer/evaluation/metric.h"

namespace p2p {

/// A figure and the interval that it lies in by 95 %.
struct Estimate {
  double value = 0.0;
  Interval interval;
  size_t pictures = 0;  ///< for which it is defined
};

struct FigureTable {
  std::vector<Metric> metrics;
  std::vector<std::string> pictures;
  std::vector<std::vector<double>> values;  ///< [metric][picture]
  /// One a picture if there is any mask metric, else empty.
  std::vector<MaskHistogram> masks;

  /// Mean over pictures of the metric of this name (in the metric's own
  /// writing). Throws std::invalid_argument if the table has no such column.
  double mean(const std::string& name) const;
};

/// Runs the network over a pair, as the element does: 8-bit in and out, whole
/// picture, dropout off, the given statistics. What is to be compared is its
/// output and the pair's target, in the pair's region where it has one; of a
/// pair with holes, the input with the output in its holes. The values are the
/// output before it is rounded to 8 bits, without holes.
Comparison judge(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const Pair& pair);

/// Figures of what judge() says of every pair.
FigureTable score(Generator& generator, const ModelSpec& spec, NormMode mode,
                  const PairSource& pairs, const std::vector<Metric>& metrics);

/// The rows of these pictures, in this order.
FigureTable subset(const FigureTable& table, std::span<const size_t> pictures);

/// Of the metric in column `metric`: mean over pictures.
Estimate mean_estimate(const FigureTable& table, size_t metric,
                       const BootstrapOptions& options = {});

/// Mean of a's figure minus b's, picture by picture. Both tables are of the
/// same pictures and metrics.
Estimate paired_difference(const FigureTable& a, const FigureTable& b,
                           size_t metric, const BootstrapOptions& options = {});

/// A mask figure over the pixels of all pictures taken together, drawn by
/// pictures for the interval.
Estimate pooled_estimate(const FigureTable& table, MaskFigure figure, int level,
                         const BootstrapOptions& options = {});

/// All pixels' histogram.
MaskHistogram pooled(const FigureTable& table);

/// Pictures by column `metric`, worst first; those without a figure are left
/// out.
std::vector<size_t> worst_first(const FigureTable& table, size_t metric);

}  // namespace p2p
