// SPDX-License-Identifier: MIT
// The pictures of a comparison's page.
#pragma once

#include <filesystem>
#include <vector>

#include "trainer/comparison/comparison_page.h"

namespace p2p {

/// Fills some cases again, the first `rows` of each bucket (of different
/// pictures, by turns off and at the border), and writes what is to be seen of
/// them below `folder`: the picture without its holes (mid grey), every
/// filler's, the whole one. Nothing in a build without picture files. Throws
/// std::runtime_error for a file that cannot be written.
std::vector<PageRow> write_comparison_pictures(
    const std::filesystem::path& folder, const std::vector<FillerPtr>& fillers,
    const PairSource& pairs, const std::vector<HoleCase>& cases, int rows);

}  // namespace p2p
