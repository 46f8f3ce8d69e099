// SPDX-License-Identifier: MIT
// The pictures behind the figures: the worst and the best ones, and all of
// them as a table of text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <torch/types.h>

#include "trainer/evaluation/figure_table.h"

namespace p2p {

/// Rows of sample_row.h of the `rows` worst pictures by column
/// `metric`, then of as many of the best, each under a line with its name and
/// figure. uint8 [H, W, 3]. Needs picture files (can_read_picture_files()).
torch::Tensor worst_and_best(const FigureTable& table, size_t metric, int rows,
                             Generator& generator, const ModelSpec& spec,
                             NormMode mode, const PairSource& pairs);

/// One line a picture, after a line of headings: a label for the table, the
/// picture's name, its figures. Names with commas or quotes are quoted (RFC
/// 4180); undefined figures are empty.
std::string to_csv(
    const std::vector<std::pair<std::string, const FigureTable*>>& tables);

}  // namespace p2p
