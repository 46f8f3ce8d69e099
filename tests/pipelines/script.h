// SPDX-License-Identifier: MIT
// The scripts of pipelines/, as a user calls them.
#pragma once

#include <string>
#include <vector>

#include "tests/gst-plugin/child_process.h"

namespace p2p::tests {

/// Status and output of pipelines/NAME with the element of this build.
/// `environment` holds "NAME=value".
inline testing::ChildResult run_script(
    const std::string& name, const std::vector<std::string>& arguments,
    std::vector<std::string> environment = {}) {
  std::vector<std::string> command = {P2P_PIPELINES "/" + name};
  command.insert(command.end(), arguments.begin(), arguments.end());
  environment.insert(environment.begin(), "PIX2PIX_BUILD=" P2P_BUILD);
  return testing::run_child(command, environment);
}

/// Of the fake runtime, whose "invert" shows what reached it and what came out.
inline constexpr char kFakeRuntime[] = "PIX2PIX_RUNTIME=" TEST_FAKE_RUNTIME;

}  // namespace p2p::tests
