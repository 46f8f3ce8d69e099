// SPDX-License-Identifier: MIT
// Columns padded to their widest cell.
#include "trainer/evaluation/figure_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace p2p {
namespace {

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string cell(const Estimate& estimate, int decimals, size_t pictures) {
  std::string text = estimate_text(estimate, decimals);
  if (!std::isnan(estimate.value) && estimate.pictures != pictures)
    text += " (" + std::to_string(estimate.pictures) + " pictures)";
  return text;
}

/// Pads every cell of a column but the table's last one.
void append_column(std::vector<std::string>& lines,
                   const std::vector<std::string>& cells, bool last) {
  constexpr size_t kGap = 2;
  size_t width = 0;
  for (const std::string& text : cells) width = std::max(width, text.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    lines[i] += cells[i];
    if (!last) lines[i] += std::string(width + kGap - cells[i].size(), ' ');
  }
}

}  // namespace

std::string estimate_text(const Estimate& estimate, int decimals) {
  if (std::isnan(estimate.value)) return "-";
  std::string text = number(estimate.value, decimals);
  if (std::isnan(estimate.interval.low)) return text;
  return text + " [" + number(estimate.interval.low, decimals) + ", " +
         number(estimate.interval.high, decimals) + "]";
}

std::string aligned_text(const std::vector<std::vector<std::string>>& columns) {
  std::vector<std::string> lines(columns.front().size());
  for (const std::vector<std::string>& cells : columns)
    append_column(lines, cells, &cells == &columns.back());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string estimate_table(const std::vector<EstimateRow>& rows,
                           const std::vector<EstimateColumn>& columns,
                           size_t pictures) {
  std::vector<std::string> cells = {""};
  for (const EstimateRow& row : rows) cells.push_back(row.name);
  std::vector<std::vector<std::string>> all = {cells};
  for (const EstimateColumn& column : columns) {
    cells = {column.heading};
    for (size_t r = 0; r < rows.size(); ++r)
      cells.push_back(cell(column.estimates[r], rows[r].decimals, pictures));
    all.push_back(cells);
  }
  return aligned_text(all);
}

}  // namespace p2p
