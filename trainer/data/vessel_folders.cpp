// SPDX-License-Identifier: MIT
// Each set as folders and endings of names; a pair is what has the same key.
#include "trainer/data/vessel_folders.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>

#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

/// Where files of one kind are, and what their names end with after the key.
struct Place {
  Path folder;
  std::string ending;
};

/// The files of one phase of a set.
struct Layout {
  Place a, b, region;  ///< no folder of regions: found in the pictures
  /// The numbers that names of this phase may have, first and last.
  int first = 0;
  int last = std::numeric_limits<int>::max();
};

constexpr const char* kFirstObserver = "_1stHO";
constexpr const char* kSecondObserver = "_2ndHO";

bool has(const Path& root, const Path& folder) {
  return std::filesystem::is_directory(root / folder);
}

bool is_drive_phase(const Path& folder) {
  return has(folder, "images") && has(folder, "1st_manual");
}

bool is_chase(const Path& root) {
  if (!std::filesystem::is_directory(root)) return false;
  const std::vector<Path> files = list_pictures(root);
  return std::any_of(files.begin(), files.end(), [](const Path& file) {
    return file.stem().string().ends_with(kFirstObserver);
  });
}

Layout layout_of(VesselFolders set, const Path& root,
                 const std::string& phase) {
  const bool test = phase == "test";
  switch (set) {
    case VesselFolders::kDrive: {
      const Path folder = root / (test ? "test" : "training");
      const std::string name = test ? "_test" : "_training";
      return {{folder / "images", name},
              {folder / "1st_manual", "_manual1"},
              {folder / "mask", name + "_mask"}};
    }
    case VesselFolders::kChaseDb1:
      return test ? Layout{{root, ""}, {root, kFirstObserver}, {}, 11, 14}
                  : Layout{{root, ""}, {root, kFirstObserver}, {}, 1, 10};
    case VesselFolders::kStare:
      return {{root / "stare-images", ""}, {root / "labels-ah", ".ah"}, {}};
    case VesselFolders::kHrf: {
      const Place a = {root / "images", ""}, b = {root / "manual1", ""},
                  region = {root / "mask", "_mask"};
      return test ? Layout{a, b, region, 6, 15} : Layout{a, b, region, 1, 5};
    }
    case VesselFolders::kFives: {
      const Path folder = root / (test ? "test" : "train");
      return {{folder / "Original", ""}, {folder / "Ground truth", ""}, {}};
    }
  }
  throw std::invalid_argument("unknown set of vessels");
}

/// Files of a place by key.
std::map<std::string, Path> by_key(const Place& place) {
  std::map<std::string, Path> files;
  for (const Path& file : list_pictures(place.folder)) {
    const std::string stem = file.stem().string();
    if (stem.ends_with(place.ending))
      files[stem.substr(0, stem.size() - place.ending.size())] = file;
  }
  return files;
}

const Path& partner(const std::map<std::string, Path>& files,
                    const std::string& key, const Place& place,
                    const Path& picture) {
  const auto found = files.find(key);
  if (found == files.end())
    throw std::runtime_error("'" + picture.string() + "' has no partner '" +
                             (place.folder / (key + place.ending)).string() +
                             ".*': check the download");
  return found->second;
}

/// The first number of a name; 0 without one.
int number_of(const std::string& name) {
  const size_t at = name.find_first_of("0123456789");
  return at == std::string::npos ? 0 : std::atoi(name.c_str() + at);
}

bool belongs(const Layout& layout, const std::string& stem) {
  const int number = number_of(stem);
  return stem.ends_with(layout.a.ending) && !stem.ends_with(kFirstObserver) &&
         !stem.ends_with(kSecondObserver) && number >= layout.first &&
         number <= layout.last;
}

}  // namespace

std::optional<VesselFolders> vessel_folders(const Path& root) {
  if (is_drive_phase(root / "training") || is_drive_phase(root / "test"))
    return VesselFolders::kDrive;
  if (has(root, "stare-images") && has(root, "labels-ah"))
    return VesselFolders::kStare;
  if (has(root, "images") && has(root, "manual1")) return VesselFolders::kHrf;
  for (const Path phase : {"train", "test"})
    if (has(root, phase / "Original") && has(root, phase / "Ground truth"))
      return VesselFolders::kFives;
  if (is_chase(root)) return VesselFolders::kChaseDb1;
  return std::nullopt;
}

bool has_vessel_phase(VesselFolders set, const Path& root,
                      const std::string& phase) {
  if (phase != "train" && phase != "test") return false;
  if (set == VesselFolders::kStare) return phase == "train";
  const Layout layout = layout_of(set, root, phase);
  return has(layout.a.folder, "") && has(layout.b.folder, "");
}

std::vector<PairFiles> vessel_files(VesselFolders set, const Path& root,
                                    const std::string& phase) {
  if (!has_vessel_phase(set, root, phase))
    throw std::runtime_error(
        "'" + root.string() + "' (" + to_string(set) +
        ") has no pairs of phase '" + phase + "'" +
        (phase == "val" ? ": split the training pictures with --folds" : ""));
  const Layout layout = layout_of(set, root, phase);
  const auto b = by_key(layout.b);
  const auto regions = layout.region.folder.empty()
                           ? std::map<std::string, Path>()
                           : by_key(layout.region);
  std::vector<PairFiles> pairs;
  for (const Path& picture : list_pictures(layout.a.folder)) {
    const std::string stem = picture.stem().string();
    if (!belongs(layout, stem)) continue;
    const std::string key =
        stem.substr(0, stem.size() - layout.a.ending.size());
    PairFiles pair{picture, partner(b, key, layout.b, picture), {}};
    if (layout.region.folder.empty())
      pair.find_region = true;
    else
      pair.region = partner(regions, key, layout.region, picture);
    pairs.push_back(std::move(pair));
  }
  if (pairs.empty())
    throw std::runtime_error("there is no picture of phase '" + phase +
                             "' in '" + layout.a.folder.string() + "' (" +
                             to_string(set) +
                             "): unpack the download, .gz files too");
  return pairs;
}

const char* to_string(VesselFolders set) {
  switch (set) {
    case VesselFolders::kDrive:
      return "DRIVE";
    case VesselFolders::kChaseDb1:
      return "CHASE_DB1";
    case VesselFolders::kStare:
      return "STARE";
    case VesselFolders::kHrf:
      return "HRF";
    case VesselFolders::kFives:
      return "FIVES";
  }
  throw std::invalid_argument("unknown set of vessels");
}

}  // namespace p2p
