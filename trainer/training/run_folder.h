// SPDX-License-Identifier: MIT
// Where a run keeps what.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace p2p {

/// The files of one run:
///
///     options.toml       the resolved options, to be read again
///     train.log
///     losses.csv         every step's losses
///     model.safetensors  the newest generator
///     best.safetensors   the best validated one
///     network.svg        both networks drawn
///     samples/           sheets of pictures, one an epoch
///     checkpoints/       step-NNNNNNNN.safetensors,
///     before-settling.safetensors
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path options() const { return path_ / "options.toml"; }
  std::filesystem::path log() const { return path_ / "train.log"; }
  std::filesystem::path losses() const { return path_ / "losses.csv"; }
  std::filesystem::path model() const { return path_ / "model.safetensors"; }
  std::filesystem::path best() const { return path_ / "best.safetensors"; }
  std::filesystem::path drawing() const { return path_ / "network.svg"; }
  std::filesystem::path sheet(int epoch) const;
  std::filesystem::path checkpoint(int64_t steps) const;
  std::filesystem::path before_settling() const;

  /// Makes the folders. Throws std::runtime_error naming the one it cannot.
  void create() const;
  /// Removes half-written files; nobody else may be writing any (run_lock.h).
  void clean() const;

  /// Numbered checkpoints, oldest first.
  std::vector<std::filesystem::path> checkpoints() const;
  std::optional<std::filesystem::path> newest_checkpoint() const;
  /// Removes all but the newest `keep`.
  void prune(int keep) const;
  /// Removes those of more than `steps` steps.
  void drop_after(int64_t steps) const;

 private:
  std::filesystem::path path_;
};

}  // namespace p2p
