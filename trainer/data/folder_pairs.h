// SPDX-License-Identifier: MIT
// Pairs read from folders of picture files.
#pragma once

#include <filesystem>
#include <vector>

#include "trainer/data/pair_source.h"

namespace p2p {

/// Channels that the pictures are read with, 1 or 3 each.
struct PairChannels {
  int a = 3;
  int b = 3;
};

/// One folder whose pictures hold A in the left half and B in the right one.
class AlignedFolder : public PairSource {
 public:
  /// Throws std::runtime_error if the folder is missing or has no picture.
  AlignedFolder(const std::filesystem::path& folder, PairChannels channels);
  size_t size() const override { return files_.size(); }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override;

 private:
  std::vector<std::filesystem::path> files_;
  PairChannels channels_;
};

/// Two folders with equal file names, extensions apart.
class TwoFolders : public PairSource {
 public:
  /// Throws std::runtime_error if a folder is missing or empty, or if a picture
  /// has no partner, naming the first few.
  TwoFolders(const std::filesystem::path& a_folder,
             const std::filesystem::path& b_folder, PairChannels channels);
  size_t size() const override { return a_files_.size(); }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override;

 private:
  std::vector<std::filesystem::path> a_files_;
  std::vector<std::filesystem::path> b_files_;
  PairChannels channels_;
};

}  // namespace p2p
