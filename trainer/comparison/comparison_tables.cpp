// SPDX-License-Identifier: MIT
// Cases by row, estimates by column.
#include "trainer/comparison/comparison_tables.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "trainer/evaluation/csv.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

bool counts(const HoleCase& one, BorderCase border) {
  return border == BorderCase::kAll ||
         one.border == (border == BorderCase::kBorder);
}

/// Indices of the cases of a bucket, or of all buckets for -1.
std::vector<size_t> cases_of(const std::vector<HoleCase>& cases, int bucket,
                             BorderCase border) {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < cases.size(); ++i)
    if (counts(cases[i], border) && (bucket < 0 || cases[i].bucket == bucket))
      chosen.push_back(i);
  return chosen;
}

const FillerFigures* find(const std::vector<FillerFigures>& fillers,
                          const std::string& name) {
  for (const FillerFigures& one : fillers)
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<EstimateRow> rows_of(const std::vector<FillerFigures>& fillers,
                                 const FillerFigures* reference, int decimals) {
  std::vector<EstimateRow> rows;
  for (const FillerFigures& one : fillers) rows.push_back({one.name, decimals});
  if (!reference) return rows;
  for (const FillerFigures& one : fillers)
    if (&one != reference)
      rows.push_back({one.name + " - " + reference->name, decimals});
  return rows;
}

EstimateColumn column_of(const std::vector<FillerFigures>& fillers,
                         const FillerFigures* reference, size_t metric,
                         const std::string& heading,
                         const std::vector<size_t>& chosen,
                         const BootstrapOptions& bootstrap) {
  EstimateColumn column{heading, {}};
  for (const FillerFigures& one : fillers)
    column.estimates.push_back(
        mean_estimate(subset(one.table, chosen), metric, bootstrap));
  if (!reference) return column;
  const FigureTable base = subset(reference->table, chosen);
  for (const FillerFigures& one : fillers)
    if (&one != reference)
      column.estimates.push_back(paired_difference(subset(one.table, chosen),
                                                   base, metric, bootstrap));
  return column;
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

std::string to_string(BorderCase border) {
  switch (border) {
    case BorderCase::kAll:
      return "all masks";
    case BorderCase::kInside:
      return "masks that keep off the border";
    case BorderCase::kBorder:
      return "masks that touch the border";
  }
  throw std::invalid_argument("unknown border case");
}

RatioTable ratio_table(const std::vector<FillerFigures>& fillers,
                       const std::vector<HoleCase>& cases, size_t metric,
                       BorderCase border, const std::string& reference,
                       const BootstrapOptions& bootstrap) {
  const FillerFigures* base = find(fillers, reference);
  const Metric& figure = fillers.front().table.metrics[metric];
  RatioTable table{figure.name + ", " + to_string(border),
                   rows_of(fillers, base, figure.decimals),
                   {}};
  for (int bucket = 0; bucket < kRatioBuckets; ++bucket)
    if (const auto chosen = cases_of(cases, bucket, border); !chosen.empty())
      table.columns.push_back(column_of(
          fillers, base, metric, bucket_name(bucket), chosen, bootstrap));
  const auto all = cases_of(cases, -1, border);
  table.columns.push_back(column_of(fillers, base, metric,
                                    "all (" + std::to_string(all.size()) + ")",
                                    all, bootstrap));
  return table;
}

std::vector<RatioTable> ratio_tables(const std::vector<FillerFigures>& fillers,
                                     const std::vector<HoleCase>& cases,
                                     const std::string& reference,
                                     const BootstrapOptions& bootstrap) {
  std::vector<RatioTable> tables;
  for (const BorderCase border :
       {BorderCase::kAll, BorderCase::kInside, BorderCase::kBorder}) {
    if (cases_of(cases, -1, border).empty()) continue;
    for (size_t m = 0; m < fillers.front().table.metrics.size(); ++m)
      tables.push_back(
          ratio_table(fillers, cases, m, border, reference, bootstrap));
  }
  return tables;
}

std::string ratio_text(const RatioTable& table) {
  std::vector<std::string> cells = {""};
  for (const EstimateRow& row : table.rows) cells.push_back(row.name);
  std::vector<std::vector<std::string>> columns = {cells};
  for (const EstimateColumn& column : table.columns) {
    cells = {column.heading};
    for (size_t r = 0; r < table.rows.size(); ++r)
      cells.push_back(
          estimate_text(column.estimates[r], table.rows[r].decimals));
    columns.push_back(cells);
  }
  return aligned_text(columns);
}

std::string times_text(const std::vector<FillerFigures>& fillers,
                       const std::string& reference) {
  const FillerFigures* base = find(fillers, reference);
  std::string text = "milliseconds a picture, the middle one\n";
  for (const FillerFigures& one : fillers) {
    const double time = median(one.milliseconds);
    text += one.name + "  " + number("%.1f", time);
    if (base && base != &one)
      text += "  (" + number("%.2f", time / median(base->milliseconds)) +
              " times " + base->name + ")";
    text += "\n";
  }
  return text;
}

std::string comparison_csv(const std::vector<FillerFigures>& fillers,
                           const std::vector<HoleCase>& cases,
                           const PairSource& pairs) {
  std::string text = "filler,picture,bucket,border,ratio";
  const std::vector<Metric>& metrics = fillers.front().table.metrics;
  for (const Metric& metric : metrics) text += "," + metric.name;
  text += "\n";
  for (const FillerFigures& one : fillers)
    for (size_t i = 0; i < cases.size(); ++i) {
      const HoleCase& c = cases[i];
      text += csv_field(one.name) + "," + csv_field(pairs.name(c.picture)) +
              "," + bucket_name(c.bucket) + "," + (c.border ? "yes" : "no") +
              "," + csv_number(hole_ratio(c.holes));
      for (size_t m = 0; m < metrics.size(); ++m)
        text.append(",").append(csv_number(one.table.values[m][i]));
      text += "\n";
    }
  return text;
}

}  // namespace p2p
