// SPDX-License-Identifier: MIT
// Finds out which kind of data set a path is.
#include "trainer/data/open_pairs.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/vessel_folders.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

/// The channels as they are on disk, before the direction is applied.
PairChannels stored_channels(const DataOptions& options) {
  PairChannels channels = options.channels;
  if (options.direction == Direction::kBtoA) std::swap(channels.a, channels.b);
  return channels;
}

bool is_packed(const Path& path) {
  return std::filesystem::is_regular_file(path);
}

bool has_folder(const Path& root, const std::string& phase) {
  return std::filesystem::is_directory(root / phase);
}

/// Regions that a file or a folder of the user's brings.
bool brings_regions(const DataOptions& options) {
  return !options.region_dir.empty() && options.region_dir != kNoRegions;
}

/// Whether pairs of this phase are stored, folds apart.
bool stores_phase(const DataOptions& options, const std::string& phase) {
  if (!options.pair_list.empty()) return lists_phase(options.pair_list, phase);
  if (!options.a_dir.empty())
    return phase == "train" || (has_folder(options.a_dir, phase) &&
                                has_folder(options.b_dir, phase));
  if (!options.picture_dir.empty())
    return phase == "train" || has_folder(options.picture_dir, phase);
  if (!packed_file(options, phase).empty()) return true;
  if (const auto set = vessel_folders(options.dataroot))
    return has_vessel_phase(*set, options.dataroot, phase);
  return has_folder(options.dataroot, phase);
}

PairSourcePtr open_stored(const DataOptions& options,
                          const std::string& phase) {
  const Path packed = packed_file(options, phase);
  PairSourcePtr pairs;
  if (packed.empty())
    pairs = std::make_shared<FilePairs>(pair_files(options, phase),
                                        stored_channels(options));
  else
    pairs = std::make_shared<PackedPairs>(packed);
  if (options.region_dir == kNoRegions)
    pairs = std::make_shared<WithoutRegions>(pairs);
  return pairs;
}

/// The pairs that decode; names the others.
PairSourcePtr readable_pairs(PairSourcePtr pairs) {
  std::vector<size_t> readable;
  for (size_t i = 0; i < pairs->size(); ++i) {
    try {
      pairs->get(i);
      readable.push_back(i);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "skipped: %s\n", error.what());
    }
  }
  if (readable.size() == pairs->size()) return pairs;
  if (readable.empty())
    throw std::runtime_error("no pair of the data set can be read");
  return std::make_shared<ChosenPairs>(std::move(pairs), std::move(readable));
}

PairSourcePtr open_split(const DataOptions& options, const std::string& phase) {
  if (options.folds == 0 || phase == "test") return open_stored(options, phase);
  PairSourcePtr pairs = open_stored(options, "train");
  std::vector<size_t> indices = fold_indices(pairs->size(), options.folds,
                                             options.fold, phase == "train");
  return std::make_shared<ChosenPairs>(std::move(pairs), std::move(indices));
}

PairSourcePtr open_in_order(const DataOptions& options,
                            const std::string& phase) {
  check_options(options);
  PairSourcePtr pairs = open_split(options, phase);
  if (options.direction == Direction::kBtoA)
    pairs = std::make_shared<SwappedPairs>(pairs);
  return pairs;
}

void check_channels(const PairSource& pairs, const PairChannels& wanted,
                    const DataOptions& options) {
  const Pair pair = pairs.get(0);
  if (pair.a.size(2) == wanted.a && pair.b.size(2) == wanted.b) return;
  throw std::runtime_error(
      "the pictures of '" + options.describe() + "' have " +
      std::to_string(pair.a.size(2)) + " and " +
      std::to_string(pair.b.size(2)) + " channels, the network takes " +
      std::to_string(wanted.a) + " and makes " + std::to_string(wanted.b) +
      ": set --input_nc and --output_nc");
}

void check_kind_options(const DataOptions& options) {
  if (!options.pair_list.empty() && brings_regions(options))
    throw std::runtime_error(
        "--pair-list names its regions itself (a third column): leave out "
        "--regions");
  if (brings_regions(options) && !options.dataroot.empty() &&
      !packed_file(options, "train").empty())
    throw std::runtime_error(
        "a packed data set holds its regions itself: give --regions to pack");
  if (options.augmentation.colour_of_target &&
      options.augmentation.colour == 0.0)
    throw std::runtime_error(
        "--augment-target-colour says what --augment-colour changes: give its "
        "strength");
  if (options.folds == 0 && options.fold != 1)
    throw std::runtime_error("--fold needs --folds");
}

}  // namespace

std::string DataOptions::describe() const {
  if (!pair_list.empty()) return pair_list.stem().string();
  const Path& path = !dataroot.empty() ? dataroot
                     : !a_dir.empty()  ? a_dir
                                       : picture_dir;
  const Path absolute = std::filesystem::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute.filename().string()
                                 : absolute.parent_path().filename().string();
}

PairKinds kinds_in_order(const DataOptions& options) {
  PairKinds kinds = options.kinds;
  if (options.direction == Direction::kBtoA) std::swap(kinds.a, kinds.b);
  return kinds;
}

Path packed_file(const DataOptions& options, const std::string& phase) {
  if (options.dataroot.empty()) return {};
  // A single packed file is the training set and has no other phase.
  if (is_packed(options.dataroot))
    return phase == "train" ? options.dataroot : Path();
  const Path file = options.dataroot / (phase + ".safetensors");
  return is_packed(file) ? file : Path();
}

Path phase_folder(const Path& root, const std::string& phase) {
  if (has_folder(root, phase) || phase != "train") return root / phase;
  return root;
}

void check_options(const DataOptions& options) {
  if (options.a_dir.empty() != options.b_dir.empty())
    throw std::runtime_error("--a-dir and --b-dir go together");
  const int given = !options.dataroot.empty() + !options.a_dir.empty() +
                    !options.pair_list.empty() + !options.picture_dir.empty();
  if (given != 1)
    throw std::runtime_error(
        "give either --dataroot, or --a-dir and --b-dir, or --pair-list, or "
        "--picture-dir");
  for (const Path& path :
       {options.dataroot, options.a_dir, options.b_dir, options.pair_list,
        options.picture_dir,
        brings_regions(options) ? options.region_dir : Path()})
    if (!path.empty() && !std::filesystem::exists(path))
      throw std::runtime_error("there is no '" + path.string() + "'");
  check_kind_options(options);
}

namespace {

/// With the regions that the data set itself has.
std::vector<PairFiles> files_of(const DataOptions& options,
                                const std::string& phase) {
  if (!options.pair_list.empty()) return listed_files(options.pair_list, phase);
  if (!options.a_dir.empty())
    return two_folder_files(phase_folder(options.a_dir, phase),
                            phase_folder(options.b_dir, phase), options.match);
  if (!options.picture_dir.empty())
    return single_files(phase_folder(options.picture_dir, phase));
  if (const auto set = vessel_folders(options.dataroot))
    return vessel_files(*set, options.dataroot, phase);
  return aligned_files(phase_folder(options.dataroot, phase));
}

}  // namespace

std::vector<PairFiles> pair_files(const DataOptions& options,
                                  const std::string& phase) {
  std::vector<PairFiles> files = files_of(options, phase);
  if (options.region_dir == kNoRegions)
    for (PairFiles& pair : files) {
      pair.region.clear();
      pair.find_region = false;
    }
  else if (brings_regions(options))
    add_regions(files, phase_folder(options.region_dir, phase), options.match);
  return files;
}

bool has_regions(const DataOptions& options) {
  if (!options.region_dir.empty()) return brings_regions(options);
  return !options.dataroot.empty() && vessel_folders(options.dataroot);
}

bool has_phase(const DataOptions& options, const std::string& phase) {
  return (options.folds > 0 && phase == "val") || stores_phase(options, phase);
}

PairSourcePtr open_pairs(const DataOptions& options, const std::string& phase) {
  PairSourcePtr pairs = open_in_order(options, phase);
  if (options.skip_unreadable) pairs = readable_pairs(pairs);
  check_channels(*pairs, options.channels, options);
  return pairs;
}

PairSourcePtr open_training_pairs(const DataOptions& options) {
  PairSourcePtr pairs = open_in_order(options, "train");
  if (options.skip_unreadable) pairs = std::make_shared<SkippingPairs>(pairs);
  check_channels(*pairs, options.channels, options);
  return pairs;
}

PairSourcePtr open_pairs_if_any(const DataOptions& options,
                                const std::string& phase) {
  check_options(options);
  return has_phase(options, phase) ? open_pairs(options, phase) : nullptr;
}

PairSourcePtr training_size(PairSourcePtr pairs, const DataOptions& options,
                            int load_size, size_t cache_bytes) {
  return std::make_shared<CachedPairs>(
      std::make_shared<ResizedPairs>(std::move(pairs), load_size,
                                     kinds_in_order(options),
                                     options.preprocess),
      cache_bytes);
}

PairSourcePtr judging_size(PairSourcePtr pairs, const DataOptions& options,
                           int size) {
  return std::make_shared<ResizedPairs>(
      std::move(pairs), size, kinds_in_order(options), options.preprocess);
}

std::string to_json(const DataOptions& o) {
  const Augmentation& augmentation = o.augmentation;
  const nlohmann::json json = {
      {"direction", o.direction == Direction::kAtoB ? "AtoB" : "BtoA"},
      {"preprocess", to_string(o.preprocess)},
      {"a_kind", to_string(o.kinds.a)},
      {"b_kind", to_string(o.kinds.b)},
      {"regions", has_regions(o)},
      {"folds", o.folds},
      {"fold", o.fold},
      {"skip_unreadable", o.skip_unreadable},
      {"augment_quarter_turns", augmentation.quarter_turns},
      {"augment_flip_vertical", augmentation.flip_vertical},
      {"augment_rotation", augmentation.rotation},
      {"augment_elastic", augmentation.elastic},
      {"augment_colour", augmentation.colour},
      {"augment_target_colour", augmentation.colour_of_target},
      {"augment_noise", augmentation.noise},
  };
  return json.dump();
}

const char* to_string(Preprocess preprocess) {
  switch (preprocess) {
    case Preprocess::kResize:
      return "resize";
    case Preprocess::kScale:
      return "scale";
    case Preprocess::kCrop:
      return "crop";
    case Preprocess::kNone:
      return "none";
  }
  throw std::invalid_argument("unknown way to a size");
}

const char* to_string(PictureKind kind) {
  switch (kind) {
    case PictureKind::kPicture:
      return "picture";
    case PictureKind::kMask:
      return "mask";
    case PictureKind::kLabels:
      return "labels";
  }
  throw std::invalid_argument("unknown kind of picture");
}

}  // namespace p2p
