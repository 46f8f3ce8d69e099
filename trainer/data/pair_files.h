// SPDX-License-Identifier: MIT
// The picture files that make up pairs, before any is opened.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trainer/data/match_names.h"

namespace p2p {

/// One pair's files.
struct PairFiles {
  std::filesystem::path a;
  std::filesystem::path b;       ///< empty: B is the right half of `a`
  std::filesystem::path region;  ///< empty: every pixel counts
  /// Without a file: the field of view that is found in `a`.
  bool find_region = false;
  std::string name() const { return a.filename().string(); }
};

/// Every picture of a folder, A left and B right. Throws std::runtime_error if
/// the folder is missing or has no picture.
std::vector<PairFiles> aligned_files(const std::filesystem::path& folder);

/// Every picture of a folder, each its own target. Throws likewise.
std::vector<PairFiles> single_files(const std::filesystem::path& folder);

/// Pictures of two folders that belong together by name. Throws
/// std::runtime_error if a folder is missing or empty, or if a picture has no
/// partner, naming the first few and the rules tried.
std::vector<PairFiles> two_folder_files(const std::filesystem::path& a_folder,
                                        const std::filesystem::path& b_folder,
                                        MatchRule rule);

/// Pairs of a list, one a line: A, B and, optionally, a region, separated by
/// commas (RFC 4180), tabs or blanks, relative to the list's folder. Empty
/// lines and those that begin with # do not count. A first line that names the
/// columns (a, b, region, phase; any order) allows several phases in one file;
/// without a phase, lines are of "train". Throws std::runtime_error naming file
/// and line.
std::vector<PairFiles> listed_files(const std::filesystem::path& list,
                                    const std::string& phase);

/// Whether the list has a line of this phase.
bool lists_phase(const std::filesystem::path& list, const std::string& phase);

/// Adds to each pair the picture of `folder` that belongs to its A by name.
/// Throws std::runtime_error if one has none; pictures left over do not matter.
void add_regions(std::vector<PairFiles>& pairs,
                 const std::filesystem::path& folder, MatchRule rule);

/// The names of files without folder and extension.
std::vector<std::string> stems(const std::vector<std::filesystem::path>& files);

}  // namespace p2p
