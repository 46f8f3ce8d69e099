// SPDX-License-Identifier: MIT
// The table as it is printed.
#include "trainer/evaluation/figure_text.h"

#include <cmath>

#include <gtest/gtest.h>

namespace p2p {
namespace {

TEST(FigureText, TableToTheLetter) {
  const std::vector<EstimateRow> rows = {{"L1", 4}, {"PSNR", 2}, {"AUC", 4}};
  const std::vector<EstimateColumn> columns = {
      {"frame",
       {{0.04071, {0.039, 0.042}, 10},
        {24.739, {24.1, 25.3}, 9},
        {NAN, {NAN, NAN}, 0}}},
      {"running",
       {{0.0379, {NAN, NAN}, 10}, {25.2, {24, 26}, 10}, {1, {1, 1}, 10}}}};
  EXPECT_EQ(
      estimate_table(rows, columns, 10),
      "      frame                              running\n"
      "L1    0.0407 [0.0390, 0.0420]            0.0379\n"
      "PSNR  24.74 [24.10, 25.30] (9 pictures)  25.20 [24.00, 26.00]\n"
      "AUC   -                                  1.0000 [1.0000, 1.0000]\n");
}

}  // namespace
}  // namespace p2p
