// SPDX-License-Identifier: MIT
// Finds out which kind of data set a path is.
#include "trainer/data/open_pairs.h"

#include <stdexcept>
#include <utility>

#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resized_pairs.h"

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

/// The packed file of a phase, or an empty path. A single packed file is the
/// training set and has no other phase.
Path packed_file(const Path& dataroot, const std::string& phase) {
  if (is_packed(dataroot)) return phase == "train" ? dataroot : Path();
  const Path file = dataroot / (phase + ".safetensors");
  return is_packed(file) ? file : Path();
}

bool has_folder(const Path& root, const std::string& phase) {
  return std::filesystem::is_directory(root / phase);
}

/// ROOT/phase, or ROOT itself where a flat folder serves as training set.
Path phase_folder(const Path& root, const std::string& phase) {
  if (has_folder(root, phase) || phase != "train") return root / phase;
  return root;
}

bool has_two_folders(const DataOptions& options, const std::string& phase) {
  return phase == "train" ||
         (has_folder(options.a_dir, phase) && has_folder(options.b_dir, phase));
}

PairSourcePtr open_stored(const DataOptions& options,
                          const std::string& phase) {
  const PairChannels channels = stored_channels(options);
  if (!options.a_dir.empty())
    return std::make_shared<TwoFolders>(phase_folder(options.a_dir, phase),
                                        phase_folder(options.b_dir, phase),
                                        channels);
  const Path packed = packed_file(options.dataroot, phase);
  if (!packed.empty()) return std::make_shared<PackedPairs>(packed);
  return std::make_shared<AlignedFolder>(phase_folder(options.dataroot, phase),
                                         channels);
}

void check_options(const DataOptions& options) {
  if (options.a_dir.empty() != options.b_dir.empty())
    throw std::runtime_error("--a-dir and --b-dir go together");
  if (options.a_dir.empty() == options.dataroot.empty())
    throw std::runtime_error("give either --dataroot or --a-dir and --b-dir");
  for (const Path& path : {options.dataroot, options.a_dir, options.b_dir})
    if (!path.empty() && !std::filesystem::exists(path))
      throw std::runtime_error("there is no '" + path.string() + "'");
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

}  // namespace

std::string DataOptions::describe() const {
  const Path& path = dataroot.empty() ? a_dir : dataroot;
  const Path absolute = std::filesystem::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute.filename().string()
                                 : absolute.parent_path().filename().string();
}

PairSourcePtr open_pairs(const DataOptions& options, const std::string& phase) {
  check_options(options);
  PairSourcePtr pairs = open_stored(options, phase);
  if (options.direction == Direction::kBtoA)
    pairs = std::make_shared<SwappedPairs>(pairs);
  check_channels(*pairs, options.channels, options);
  return pairs;
}

PairSourcePtr open_pairs_if_any(const DataOptions& options,
                                const std::string& phase) {
  const bool there = options.a_dir.empty()
                         ? !packed_file(options.dataroot, phase).empty() ||
                               has_folder(options.dataroot, phase)
                         : has_two_folders(options, phase);
  return there ? open_pairs(options, phase) : nullptr;
}

}  // namespace p2p
