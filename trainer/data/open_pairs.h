// SPDX-License-Identifier: MIT
// From command-line words to a list of pairs.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "trainer/data/augment.h"
#include "trainer/data/file_pairs.h"
#include "trainer/data/match_names.h"
#include "trainer/data/pair_source.h"
#include "trainer/data/resized_pairs.h"

namespace p2p {

constexpr const char* kNoRegions = "none";

struct DataOptions {
  /// A folder with train/ and perhaps val/ of aligned pictures; or a packed
  /// data set (or a folder with train.safetensors and val.safetensors); or one
  /// of vessel_folders.h.
  std::filesystem::path dataroot = {};
  /// Or two folders of single pictures, each with train/ and val/ or flat.
  std::filesystem::path a_dir = {}, b_dir = {};
  /// Or one folder of pictures, with train/ and val/ or flat, that are input
  /// and target at once.
  std::filesystem::path picture_dir = {};
  Direction direction = Direction::kAtoB;
  /// Of the network's input and output, direction applied.
  PairChannels channels = {};
  /// Or a list of pairs.
  std::filesystem::path pair_list = {};
  /// Folder of regions, with train/ and val/ or flat; kNoRegions: those that
  /// the data set itself has do not count.
  std::filesystem::path region_dir = {};
  MatchRule match = MatchRule::kAuto;
  /// Of A and B as they are stored, direction not applied.
  PairKinds kinds = {};
  Preprocess preprocess = Preprocess::kResize;
  Augmentation augmentation = {};
  /// K-fold split of the training pairs: fold number `fold` is "val", the
  /// others are "train". 0: no split.
  int folds = 0;
  int fold = 1;
  bool skip_unreadable = false;

  /// The folder's name, for the model's card; never its path.
  std::string describe() const;
};

/// Kinds in the network's order.
PairKinds kinds_in_order(const DataOptions& options);

/// Opens the pairs of `phase` ("train", "val", "test"). Input and target are in
/// the network's order; with skip_unreadable those that decode, the others are
/// named on stderr. Throws std::runtime_error that says what was looked for
/// and where, and which options contradict each other.
PairSourcePtr open_pairs(const DataOptions& options, const std::string& phase);

/// Those of "train", for training: where open_pairs() reads everything to leave
/// out what cannot be read, another pair takes its place when it comes up.
PairSourcePtr open_training_pairs(const DataOptions& options);

/// open_pairs(), or nothing if this data set has no such phase.
PairSourcePtr open_pairs_if_any(const DataOptions& options,
                                const std::string& phase);

/// The files of a phase, unopened; none for a packed data set.
std::vector<PairFiles> pair_files(const DataOptions& options,
                                  const std::string& phase);

/// Whether pairs have regions, as far as files say; false for packed ones and
/// for a list.
bool has_regions(const DataOptions& options);

/// Whether the data set has pairs of this phase.
bool has_phase(const DataOptions& options, const std::string& phase);

/// The packed file of a phase, or an empty path.
std::filesystem::path packed_file(const DataOptions& options,
                                  const std::string& phase);

/// ROOT/phase, or ROOT itself where a flat folder serves as training set.
std::filesystem::path phase_folder(const std::filesystem::path& root,
                                   const std::string& phase);

/// Throws std::runtime_error for options that contradict each other and for
/// paths that are not there.
void check_options(const DataOptions& options);

/// Pairs at the size that samples are cut from, kept in memory up to
/// `cache_bytes`.
PairSourcePtr training_size(PairSourcePtr pairs, const DataOptions& options,
                            int load_size, size_t cache_bytes);

/// Pairs at the size that a network is judged at: `size` with kResize and
/// kScale, else their own.
PairSourcePtr judging_size(PairSourcePtr pairs, const DataOptions& options,
                           int size);

/// What of the options changes what a network sees, as a JSON object in text;
/// never a path.
std::string to_json(const DataOptions& options);

const char* to_string(Preprocess preprocess);
const char* to_string(PictureKind kind);

}  // namespace p2p
