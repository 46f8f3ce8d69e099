// SPDX-License-Identifier: MIT
// Names, listing, pruning.
#include "trainer/training/run_folder.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace p2p {
namespace {

constexpr const char* kCheckpoints = "checkpoints";
constexpr const char* kSamples = "samples";

std::string numbered(const char* format, long number) {
  char name[64];
  std::snprintf(name, sizeof name, format, number);
  return name;
}

/// What a killed process was about to write.
void remove_leftovers(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(".tmp-"))
      std::filesystem::remove(entry.path(), ignored);
}

bool is_checkpoint(const std::filesystem::path& path) {
  return path.extension() == ".safetensors" &&
         path.filename().string().starts_with("step-");
}

}  // namespace

std::filesystem::path RunFolder::sheet(int epoch) const {
  return path_ / kSamples / numbered("epoch_%04ld.png", epoch);
}

std::filesystem::path RunFolder::checkpoint(int64_t steps) const {
  return path_ / kCheckpoints / numbered("step-%08ld.safetensors", steps);
}

std::filesystem::path RunFolder::before_settling() const {
  return path_ / kCheckpoints / "before-settling.safetensors";
}

void RunFolder::create() const {
  for (const char* part : {kCheckpoints, kSamples}) {
    std::error_code error;
    std::filesystem::create_directories(path_ / part, error);
    if (error)
      throw std::runtime_error(
          "cannot make the folder '" + (path_ / part).string() +
          "': " + error.message() + "; choose another --runs-dir");
  }
}

void RunFolder::clean() const {
  remove_leftovers(path_);
  remove_leftovers(path_ / kCheckpoints);
  remove_leftovers(path_ / kSamples);
}

std::vector<std::filesystem::path> RunFolder::checkpoints() const {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(path_ / kCheckpoints, error))
    if (is_checkpoint(entry.path())) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<std::filesystem::path> RunFolder::newest_checkpoint() const {
  const auto all = checkpoints();
  if (all.empty()) return std::nullopt;
  return all.back();
}

void RunFolder::prune(int keep) const {
  const auto all = checkpoints();
  std::error_code ignored;
  for (size_t i = 0; i + static_cast<size_t>(keep) < all.size(); ++i)
    std::filesystem::remove(all[i], ignored);
}

void RunFolder::drop_after(int64_t steps) const {
  const std::filesystem::path last = checkpoint(steps);
  std::error_code ignored;
  for (const auto& path : checkpoints())
    if (path > last) std::filesystem::remove(path, ignored);
}

}  // namespace p2p
