// SPDX-License-Identifier: MIT
// From command-line words to a list of pairs.
#pragma once

#include <filesystem>
#include <string>

#include "trainer/data/folder_pairs.h"
#include "trainer/data/pair_source.h"

namespace p2p {

struct DataOptions {
  /// A folder with train/ and perhaps val/ of aligned pictures; or a packed
  /// data set (or a folder with train.safetensors and val.safetensors).
  std::filesystem::path dataroot;
  /// Or two folders of single pictures, each with train/ and val/ or flat.
  std::filesystem::path a_dir, b_dir;
  Direction direction = Direction::kAtoB;
  /// Of the network's input and output, direction applied.
  PairChannels channels = {};

  /// The folder's name, for the model's card; never its path.
  std::string describe() const;
};

/// Opens the pairs of `phase` ("train", "val", "test"). Input and target are in
/// the network's order. Throws std::runtime_error that says what was looked for
/// and where.
PairSourcePtr open_pairs(const DataOptions& options, const std::string& phase);

/// The same, or nothing if this data set has no such phase.
PairSourcePtr open_pairs_if_any(const DataOptions& options,
                                const std::string& phase);

}  // namespace p2p
