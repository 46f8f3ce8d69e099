// SPDX-License-Identifier: MIT
// One process for each run.
#pragma once

#include <filesystem>

namespace p2p {

/// Holds a run's folder until it is destroyed or its process ends, however that
/// happens. Throws std::runtime_error naming the process that has it.
class RunLock {
 public:
  explicit RunLock(const std::filesystem::path& folder);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace p2p
