// SPDX-License-Identifier: MIT
// Several fillers on the same pictures and masks: figures and times.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "trainer/comparison/filler.h"
#include "trainer/comparison/hole_cases.h"
#include "trainer/data/pair_source.h"
#include "trainer/evaluation/figure_table.h"
#include "trainer/evaluation/metric.h"

namespace p2p {

/// What one filler reached.
struct FillerFigures {
  std::string name;
  FigureTable table;  ///< one "picture" a case, in their order
  /// Of each case, without the first one of its size, which is run twice.
  std::vector<double> milliseconds;
};

/// Called after each case with how many are done.
using CaseDone = std::function<void(size_t)>;

/// Fills every case and measures the picture with its holes filled. Figures are
/// the same each time; milliseconds are not.
FillerFigures run_filler(Filler& filler, const PairSource& pairs,
                         const std::vector<HoleCase>& cases,
                         const std::vector<Metric>& metrics,
                         const CaseDone& done);

/// The middle one; NaN of none.
double median(std::vector<double> values);

}  // namespace p2p
