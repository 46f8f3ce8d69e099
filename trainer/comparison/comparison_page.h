// SPDX-License-Identifier: MIT
// A comparison to be looked at in a browser.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trainer/comparison/comparison_tables.h"

namespace p2p {

/// One row of pictures: what they are called, and their files beside the page.
struct PageRow {
  std::string title;
  struct Cell {
    std::string caption;
    std::filesystem::path picture;  ///< relative to the page
  };
  std::vector<Cell> cells;
};

/// A whole HTML page, without scripts and without anything from elsewhere:
/// `heading`, the lines of `notes`, `rows` of pictures, `tables`.
std::string comparison_page(const std::string& heading,
                            const std::vector<std::string>& notes,
                            const std::vector<PageRow>& rows,
                            const std::vector<RatioTable>& tables);

}  // namespace p2p
