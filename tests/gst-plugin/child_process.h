// SPDX-License-Identifier: MIT
// Programs that a test runs and listens to.
#pragma once

#include <string>
#include <vector>

namespace p2p::testing {

struct ChildResult {
  int status;          ///< exit code; -1 if it was killed or did not start
  std::string output;  ///< stdout and stderr
};

/// Waits for it. `environment` holds "NAME=value", on top of our own.
ChildResult run_child(const std::vector<std::string>& command,
                      const std::vector<std::string>& environment = {});

}  // namespace p2p::testing
