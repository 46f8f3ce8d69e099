// SPDX-License-Identifier: MIT
// Estimates in columns.
#include "trainer/evaluation/evaluation_report.h"

#include <cstdio>

#include "trainer/evaluation/figure_text.h"
#include "trainer/evaluation/structural_similarity.h"

namespace p2p {
namespace {

std::string row_name(const Metric& metric, const PairSource& pairs) {
  if (metric.name != "MS-SSIM") return metric.name;
  const Pair first = pairs.get(0);
  const int scales = ms_ssim_scales(first.b.size(0), first.b.size(1));
  return scales == kMsSsimScales
             ? metric.name
             : metric.name + " (" + std::to_string(scales) + " scales)";
}

EstimateColumn mean_column(const EvaluationRun& run,
                           const BootstrapOptions& bootstrap) {
  EstimateColumn column{run.label, {}};
  for (size_t m = 0; m < run.table.metrics.size(); ++m)
    column.estimates.push_back(mean_estimate(run.table, m, bootstrap));
  return column;
}

EstimateColumn difference_column(const EvaluationRun& one,
                                 const EvaluationRun& other,
                                 const BootstrapOptions& bootstrap) {
  EstimateColumn column{one.label + " - " + other.label, {}};
  for (size_t m = 0; m < one.table.metrics.size(); ++m)
    column.estimates.push_back(
        paired_difference(one.table, other.table, m, bootstrap));
  return column;
}

EstimateColumn pooled_column(const EvaluationRun& run,
                             const BootstrapOptions& bootstrap) {
  EstimateColumn column{run.label, {}};
  for (const Metric& metric : run.table.metrics)
    if (metric.mask)
      column.estimates.push_back(pooled_estimate(
          run.table, metric.mask->figure, metric.mask->level, bootstrap));
  return column;
}

std::string best_threshold_of(const EvaluationRun& run) {
  const MaskHistogram pixels = pooled(run.table);
  const int best = best_level(pixels);
  char text[160];
  std::snprintf(text, sizeof text,
                ": the threshold %.4f would give the highest Dice here, %.4f "
                "(choose it on validation pictures only)\n",
                level_threshold(best),
                mask_figure(MaskFigure::kDice, pixels, best));
  return run.label + text;
}

}  // namespace

std::string means_text(const std::vector<EvaluationRun>& runs,
                       const PairSource& pairs,
                       const BootstrapOptions& bootstrap) {
  std::vector<EstimateRow> rows;
  for (const Metric& metric : runs.front().table.metrics)
    rows.push_back({row_name(metric, pairs), metric.decimals});
  std::vector<EstimateColumn> columns;
  for (const EvaluationRun& run : runs)
    columns.push_back(mean_column(run, bootstrap));
  if (runs.size() == 2)
    columns.push_back(difference_column(runs[0], runs[1], bootstrap));
  return estimate_table(rows, columns, pairs.size());
}

std::string pooled_text(const std::vector<EvaluationRun>& runs,
                        const BootstrapOptions& bootstrap) {
  const FigureTable& first = runs.front().table;
  if (first.masks.empty()) return "";
  std::vector<EstimateRow> rows;
  for (const Metric& metric : first.metrics)
    if (metric.mask) rows.push_back({metric.name, metric.decimals});
  std::vector<EstimateColumn> columns;
  for (const EvaluationRun& run : runs)
    columns.push_back(pooled_column(run, bootstrap));
  return "\nmask figures over the pixels of all pictures together\n" +
         estimate_table(rows, columns, first.pictures.size());
}

std::string best_threshold_text(const std::vector<EvaluationRun>& runs) {
  std::string text;
  for (const EvaluationRun& run : runs)
    if (!run.table.masks.empty()) text += best_threshold_of(run);
  return text;
}

}  // namespace p2p
