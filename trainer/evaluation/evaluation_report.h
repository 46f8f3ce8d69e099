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
  FigureTable table = {};
};

/// Means over pictures, a column for each run; of two runs, also their paired
/// difference. All tables are of the same `pairs` and metrics.
std::string means_text(const std::vector<EvaluationRun>& runs,
                       const PairSource& pairs,
                       const BootstrapOptions& bootstrap);

/// The mask figures over the pixels of all pictures, and the threshold of the
/// highest Dice; empty if the tables have no mask figures.
std::string pooled_text(const std::vector<EvaluationRun>& runs,
                        double threshold, const BootstrapOptions& bootstrap);

}  // namespace p2p
