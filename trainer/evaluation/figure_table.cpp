// SPDX-License-Identifier: MIT
// Run, measure, summarise.
#include "trainer/evaluation/figure_table.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/inference/reference.h"
#include "trainer/data/pixel_values.h"
#include "trainer/evaluation/network_output.h"

namespace p2p {
namespace {

bool any_mask_metric(const std::vector<Metric>& metrics) {
  return std::any_of(metrics.begin(), metrics.end(), [](const Metric& metric) {
    return metric.mask.has_value();
  });
}

void add_picture(FigureTable& table, const std::string& name,
                 const Comparison& comparison) {
  table.pictures.push_back(name);
  for (size_t i = 0; i < table.metrics.size(); ++i)
    table.values[i].push_back(table.metrics[i].measure(comparison));
  if (any_mask_metric(table.metrics))
    table.masks.push_back(count_mask(comparison.continuous(), comparison.target,
                                     comparison.region));
}

/// Of drawn pictures, from four numbers of each.
Statistic at_level(const FigureTable& table, MaskFigure figure, int level) {
  std::vector<Confusion> pictures;
  for (const MaskHistogram& one : table.masks)
    pictures.push_back(confusion_at(one, level));
  return [pictures, figure](std::span<const size_t> sample) {
    Confusion pixels;
    for (const size_t i : sample) pixels += pictures[i];
    return mask_figure(figure, pixels);
  };
}

/// Of drawn pictures, from all their levels.
Statistic over_levels(const FigureTable& table, MaskFigure figure) {
  return [&table, figure](std::span<const size_t> sample) {
    MaskHistogram pixels;
    for (const size_t i : sample) pixels += table.masks[i];
    return mask_figure(figure, pixels, 0);
  };
}

Estimate estimate_mean(const std::vector<double>& values,
                       const BootstrapOptions& options) {
  return {finite_mean(values), mean_interval(values, options),
          count_finite(values)};
}

}  // namespace

Comparison judge(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const Pair& pair) {
  const torch::Tensor input = as_bytes(pair.a);
  const NetworkOutput output =
      run_network(generator, spec, mode, input, pair.holes);
  if (!pair.holes.defined())
    return {output.picture, as_bytes(pair.b), pair.region, output.values};
  return {fill_reference(input, output.picture, pair.holes),
          as_bytes(pair.b),
          pair.region,
          {},
          pair.holes};
}

double FigureTable::mean(const std::string& name) const {
  for (size_t i = 0; i < metrics.size(); ++i)
    if (metrics[i].name == name) return finite_mean(values[i]);
  throw std::invalid_argument("the table has no figure '" + name + "'");
}

FigureTable score(Generator& generator, const ModelSpec& spec, NormMode mode,
                  const PairSource& pairs, const std::vector<Metric>& metrics) {
  FigureTable table{metrics, {}, {}, {}};
  table.values.resize(metrics.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    add_picture(table, pairs.name(i),
                judge(generator, spec, mode, pairs.get(i)));
  }
  return table;
}

FigureTable subset(const FigureTable& table, std::span<const size_t> pictures) {
  FigureTable part{table.metrics, {}, {}, {}};
  part.values.resize(table.values.size());
  for (const size_t i : pictures) {
    part.pictures.push_back(table.pictures[i]);
    for (size_t m = 0; m < table.values.size(); ++m)
      part.values[m].push_back(table.values[m][i]);
    if (!table.masks.empty()) part.masks.push_back(table.masks[i]);
  }
  return part;
}

Estimate mean_estimate(const FigureTable& table, size_t metric,
                       const BootstrapOptions& options) {
  return estimate_mean(table.values[metric], options);
}

Estimate paired_difference(const FigureTable& a, const FigureTable& b,
                           size_t metric, const BootstrapOptions& options) {
  if (a.pictures != b.pictures)
    throw std::invalid_argument("the tables are not of the same pictures");
  std::vector<double> differences;
  for (size_t i = 0; i < a.pictures.size(); ++i)
    differences.push_back(a.values[metric][i] - b.values[metric][i]);
  return estimate_mean(differences, options);
}

Estimate pooled_estimate(const FigureTable& table, MaskFigure figure, int level,
                         const BootstrapOptions& options) {
  const Statistic statistic = has_threshold(figure)
                                  ? at_level(table, figure, level)
                                  : over_levels(table, figure);
  return {mask_figure(figure, pooled(table), level),
          bootstrap(table.masks.size(), statistic, options),
          table.masks.size()};
}

MaskHistogram pooled(const FigureTable& table) {
  MaskHistogram pixels;
  for (const MaskHistogram& one : table.masks) pixels += one;
  return pixels;
}

std::vector<size_t> worst_first(const FigureTable& table, size_t metric) {
  const std::vector<double>& values = table.values[metric];
  std::vector<size_t> order;
  for (size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t x, size_t y) {
    return is_better(table.metrics[metric], values[y], values[x]);
  });
  return order;
}

}  // namespace p2p
