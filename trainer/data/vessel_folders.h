// SPDX-License-Identifier: MIT
// Fundus photographs and their vessels, in the folders in which they are
// published.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "trainer/data/pair_files.h"

namespace p2p {

/// Published sets; doc/vessels.md shows the files of each.
enum class VesselFolders {
  kDrive,     ///< training/ and test/, each images, 1st_manual, mask
  kChaseDb1,  ///< Image_01L.jpg and Image_01L_1stHO.png side by side
  kStare,     ///< stare-images/ and labels-ah/
  kHrf,       ///< images/, manual1/ and mask/
  kFives      ///< train/ and test/, each Original and Ground truth
};

/// Which of them `root` is, by its folders and names alone.
std::optional<VesselFolders> vessel_folders(const std::filesystem::path& root);

/// Whether the set has pictures for `phase`.
bool has_vessel_phase(VesselFolders set, const std::filesystem::path& root,
                      const std::string& phase);

/// The pairs of "train" or "test" with their fields of view, as files or to be
/// found in the pictures. Throws std::runtime_error that names what is missing.
std::vector<PairFiles> vessel_files(VesselFolders set,
                                    const std::filesystem::path& root,
                                    const std::string& phase);

const char* to_string(VesselFolders set);

}  // namespace p2p
