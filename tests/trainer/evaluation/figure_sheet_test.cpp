// SPDX-License-Identifier: MIT
// The table of every picture as CSV, and its sheet.
#include "trainer/evaluation/figure_sheet.h"

#include <cmath>

#include <gtest/gtest.h>

#include "trainer/evaluation/picture_grid.h"

namespace p2p {
namespace {

TEST(FigureSheet, CsvQuotesAndLeavesOut) {
  const FigureTable table{make_metrics({"L1", "PSNR"}),
                          {"a.png", "say \"b\", c.png"},
                          {{0.125, NAN}, {INFINITY, 20.5}},
                          {}};
  EXPECT_EQ(to_csv({{"frame", &table}}),
            "run,picture,L1,PSNR\n"
            "frame,a.png,0.125000,inf\n"
            "frame,\"say \"\"b\"\", c.png\",,20.500000\n");
}

TEST(PictureGrid, RowsEndInWhite) {
  const torch::Tensor grey = torch::zeros({2, 3, 1}, torch::kByte);
  const torch::Tensor row = join_row({as_rgb(grey), as_rgb(grey)});
  EXPECT_EQ(row.sizes(), (std::vector<int64_t>{2, 10, 3}));
  const torch::Tensor grid = join_rows({row, as_rgb(grey)});
  EXPECT_EQ(grid.sizes(), (std::vector<int64_t>{8, 10, 3}));
  EXPECT_EQ(grid[6][2][0].item<int>(), 0);
  EXPECT_EQ(grid[6][3][0].item<int>(), 255);
}

TEST(PictureGrid, OtherChannelsAreShownByTheirFirst) {
  EXPECT_EQ(as_rgb(torch::zeros({2, 2, 5}, torch::kByte)).size(2), 3);
  EXPECT_EQ(as_rgb(torch::zeros({2, 2, 2}, torch::kByte)).size(2), 3);
}

}  // namespace
}  // namespace p2p
