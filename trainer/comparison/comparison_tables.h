// SPDX-License-Identifier: MIT
// Figures by hole ratio, as text and as lines of a CSV file.
#pragma once

#include <string>
#include <vector>

#include "trainer/comparison/hole_comparison.h"
#include "trainer/evaluation/bootstrap.h"
#include "trainer/evaluation/figure_text.h"

namespace p2p {

/// Which masks count.
enum class BorderCase { kAll, kInside, kBorder };
std::string to_string(BorderCase border);

/// One figure by bucket: a column for each bucket that has cases and one for
/// all of them; a row for each filler, then one for the difference of each from
/// the one called `reference`, case by case.
struct RatioTable {
  std::string title;
  std::vector<EstimateRow> rows;
  std::vector<EstimateColumn> columns;
};

/// The table of column `metric`. Fillers have the same cases and metrics; a
/// reference that is none of them has no differences.
RatioTable ratio_table(const std::vector<FillerFigures>& fillers,
                       const std::vector<HoleCase>& cases, size_t metric,
                       BorderCase border, const std::string& reference,
                       const BootstrapOptions& bootstrap);

/// As text for a terminal.
std::string ratio_text(const RatioTable& table);

/// Every figure's table for all masks, then for those that keep off the border
/// and those that touch it.
std::vector<RatioTable> ratio_tables(const std::vector<FillerFigures>& fillers,
                                     const std::vector<HoleCase>& cases,
                                     const std::string& reference,
                                     const BootstrapOptions& bootstrap);

/// Milliseconds a picture, the middle one of each filler, and how many times as
/// long as the reference's that is.
std::string times_text(const std::vector<FillerFigures>& fillers,
                       const std::string& reference);

/// A line a case and filler: filler, picture, bucket, border, ratio, figures.
/// Times are left out: they are never the same.
std::string comparison_csv(const std::vector<FillerFigures>& fillers,
                           const std::vector<HoleCase>& cases,
                           const PairSource& pairs);

}  // namespace p2p
