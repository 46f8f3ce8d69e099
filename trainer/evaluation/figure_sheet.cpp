// SPDX-License-Identifier: MIT
// Sheets and CSV.
#include "trainer/evaluation/figure_sheet.h"

#include <algorithm>
#include <cstdio>

#include "trainer/data/picture_files.h"
#include "trainer/evaluation/csv.h"
#include "trainer/evaluation/picture_grid.h"
#include "trainer/evaluation/sample_row.h"

namespace p2p {
namespace {

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string row_title(const FigureTable& table, size_t metric, size_t picture,
                      const std::string& rank) {
  const Metric& m = table.metrics[metric];
  return rank + "  " + table.pictures[picture] + "  " + m.name + " " +
         number(table.values[metric][picture], m.decimals);
}

}  // namespace

torch::Tensor worst_and_best(const FigureTable& table, size_t metric, int rows,
                             Generator& generator, const ModelSpec& spec,
                             NormMode mode, const PairSource& pairs) {
  const std::vector<size_t> order = worst_first(table, metric);
  const size_t count = std::min<size_t>(rows, order.size());
  std::vector<torch::Tensor> sheet;
  const auto add = [&](size_t picture, const std::string& rank) {
    const torch::Tensor row =
        sample_row(generator, spec, mode, pairs.get(picture));
    sheet.push_back(text_bar(row_title(table, metric, picture, rank),
                             static_cast<int>(row.size(1))));
    sheet.push_back(row);
  };
  for (size_t i = 0; i < count; ++i)
    add(order[i], "worst " + std::to_string(i + 1));
  for (size_t i = 0; i < count; ++i)
    add(order[order.size() - 1 - i], "best " + std::to_string(i + 1));
  return join_rows(sheet);
}

std::string to_csv(
    const std::vector<std::pair<std::string, const FigureTable*>>& tables) {
  std::string text = "run,picture";
  for (const Metric& metric : tables.front().second->metrics)
    text += "," + metric.name;
  text += "\n";
  for (const auto& [label, table] : tables)
    for (size_t i = 0; i < table->pictures.size(); ++i) {
      text += csv_field(label) + "," + csv_field(table->pictures[i]);
      for (size_t m = 0; m < table->metrics.size(); ++m)
        text.append(",").append(csv_number(table->values[m][i]));
      text += "\n";
    }
  return text;
}

}  // namespace p2p
