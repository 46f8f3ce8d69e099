// SPDX-License-Identifier: MIT
// Evaluation's figures by name.
#include "trainer/training/validation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "trainer/evaluation/figure_table.h"

namespace p2p {
namespace {

auto named(const std::vector<Metric>& metrics, const std::string& name) {
  return std::find_if(metrics.begin(), metrics.end(),
                      [&](const Metric& m) { return m.name == name; });
}

}  // namespace

Validation::Validation(const std::vector<std::string>& names,
                       const std::string& best, const MetricOptions& options)
    : metrics_(make_metrics(names, options)) {
  const Metric deciding = make_metrics({best}, options).front();
  const auto found = named(metrics_, deciding.name);
  best_ = static_cast<size_t>(found - metrics_.begin());
  if (found == metrics_.end()) metrics_.push_back(deciding);
}

NamedFigures Validation::measure(Generator& generator, const ModelSpec& spec,
                                 NormMode mode, const PairSource& pairs) const {
  const FigureTable table = score(generator, spec, mode, pairs, metrics_);
  NamedFigures figures;
  for (const Metric& metric : metrics_)
    figures.emplace_back(metric.name, table.mean(metric.name));
  return figures;
}

double Validation::deciding(const NamedFigures& figures) const {
  for (const auto& [name, value] : figures)
    if (name == best_name()) return value;
  return std::numeric_limits<double>::quiet_NaN();
}

bool Validation::better(const NamedFigures& figures,
                        const NamedFigures& others) const {
  return is_better(metrics_[best_], deciding(figures), deciding(others));
}

double Validation::progress(const NamedFigures& figures) const {
  const double value = deciding(figures);
  return metrics_[best_].better == Better::kNearOne ? std::abs(value - 1.0)
                                                    : value;
}

bool Validation::progress_rises() const {
  return metrics_[best_].better == Better::kHigher;
}

std::string Validation::text(const NamedFigures& figures) const {
  std::string text;
  for (const auto& [name, value] : figures) {
    const auto metric = named(metrics_, name);
    char part[64];
    std::snprintf(part, sizeof part, "%s%s %.*f", text.empty() ? "" : "  ",
                  name.c_str(), metric == metrics_.end() ? 4 : metric->decimals,
                  value);
    text += part;
  }
  return text;
}

}  // namespace p2p
