// SPDX-License-Identifier: MIT
// Pairs read from picture files.
#pragma once

#include <vector>

#include "trainer/data/pair_files.h"
#include "trainer/data/pair_source.h"

namespace p2p {

/// Channels that the pictures are read with: 1 grey, 3 RGB, or as many as the
/// files have.
struct PairChannels {
  int a = 3;
  int b = 3;
};

/// Decodes pairs of files as they are asked for.
class FilePairs : public PairSource {
 public:
  FilePairs(std::vector<PairFiles> files, PairChannels channels)
      : files_(std::move(files)), channels_(channels) {}
  size_t size() const override { return files_.size(); }
  /// Throws std::runtime_error if A, B and region differ in size.
  Pair get(size_t index) const override;
  std::string name(size_t index) const override { return files_[index].name(); }

 private:
  std::vector<PairFiles> files_;
  PairChannels channels_;
};

}  // namespace p2p
