// SPDX-License-Identifier: MIT
// What evaluate leaves in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trainer/evaluation/evaluation_report.h"

namespace p2p {

struct EvaluationFiles {
  std::filesystem::path folder;  ///< empty: nothing is written
  std::string rank_by;           ///< metric of the sheets; empty: the first one
  int rows = 4;          ///< worst and best pictures in a sheet; 0: no sheet
  bool outputs = false;  ///< every output as a picture
};

/// Column of `table` that pictures are ranked by. Throws std::runtime_error if
/// it has no such metric.
size_t rank_column(const EvaluationFiles& files, const FigureTable& table);

/// Writes, and prints the name of, each of
///
///     figures.csv             every picture's figures
///     worst-best-RUN.png      input, target and output
///     outputs-RUN/NAME.png    what was judged, if wanted
///     masks-RUN/              of runs with mask figures, for every picture
///       NAME-probability.png  what the network said, as grey
///       NAME-errors.png       mask_pictures.h
///     masks-RUN.png           input, target and these two, worst first
///
/// RUN is a run's label. Without OpenCV only the first.
void write_evaluation(const EvaluationFiles& files,
                      const std::vector<EvaluationRun>& runs,
                      const PairSource& pairs);

}  // namespace p2p
