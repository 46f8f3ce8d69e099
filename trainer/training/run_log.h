// SPDX-License-Identifier: MIT
// Dated lines in a run's log file and on stderr.
#pragma once

#include <filesystem>
#include <memory>

namespace p2p {

/// Behind a wall of its own: spdlog and LibTorch bring different versions of
/// the same formatting library. Not thread-safe.
class RunLog {
 public:
  /// Appends to `file`. Throws std::runtime_error if it cannot be opened.
  explicit RunLog(const std::filesystem::path& file);
  ~RunLog();

  /// One line, flushed.
  void info(const char* format, ...) __attribute__((format(printf, 2, 3)));

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace p2p
