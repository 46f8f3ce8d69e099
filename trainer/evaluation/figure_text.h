// SPDX-License-Identifier: MIT
// Tables of figures as text for a terminal.
#pragma once

#include <string>
#include <vector>

#include "trainer/evaluation/figure_table.h"

namespace p2p {

/// A column: its heading, and one estimate for each row.
struct EstimateColumn {
  std::string heading;
  std::vector<Estimate> estimates;
};

/// A row: what it is called, and its decimals.
struct EstimateRow {
  std::string name;
  int decimals = 4;
};

/// "0.0379 [0.0361, 0.0398]", without the interval where there is none; "-" for
/// a figure that is not defined.
std::string estimate_text(const Estimate& estimate, int decimals);

/// Columns of equally many cells side by side, each as wide as its widest cell.
std::string aligned_text(const std::vector<std::vector<std::string>>& columns);

/// "L1  0.0379 [0.0361, 0.0398]  ..." line by line, after the headings. A
/// figure that is not defined is "-"; one that lacks some of `pictures` says
/// for how many it is.
std::string estimate_table(const std::vector<EstimateRow>& rows,
                           const std::vector<EstimateColumn>& columns,
                           size_t pictures);

}  // namespace p2p
