// SPDX-License-Identifier: MIT
// What evaluate prints of one run or two.
#pragma once

#include <string>
#include <vector>

#include "models/weights/model_file.h"
#include "trainer/data/pair_source.h"
#include "trainer/evaluation/figure_table.h"

namespace p2p {

/// A model in one mode, and what it reached.
struct EvaluationRun {
  std::string label;
  Model model;
  NormMode mode = NormMode::kFrame;
  /// From which on its masks are white in pictures: the chosen one, if any.
  double threshold = 0.5;
  FigureTable table = {};
};

/// Means over pictures, a column for each run; of two runs, also their paired
/// difference. All tables are of the same `pairs` and metrics.
std::string means_text(const std::vector<EvaluationRun>& runs,
                       const PairSource& pairs,
                       const BootstrapOptions& bootstrap);

/// The mask figures over the pixels of all pictures; empty if the tables have
/// none.
std::string pooled_text(const std::vector<EvaluationRun>& runs,
                        const BootstrapOptions& bootstrap);

/// For each run the threshold of the highest Dice over the pixels of all
/// pictures; empty if the tables have no mask figures.
std::string best_threshold_text(const std::vector<EvaluationRun>& runs);

}  // namespace p2p
