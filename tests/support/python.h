// SPDX-License-Identifier: MIT
// The Python with PyTorch that parity tests compare with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace p2p::tests {

/// Empty if the build was configured without one; PIX2PIX_PYTHON overrides it.
std::string python();

/// Why parity tests cannot run, for GTEST_SKIP().
constexpr const char* kNoPython =
    "no Python with PyTorch: configure with -Dpython=PATH";

/// Whether that Python can import `module`.
bool python_has(const std::string& module);

/// Runs tests/parity/`script`; throws std::runtime_error if it fails.
void run_python(const std::string& script,
                const std::vector<std::filesystem::path>& arguments);

}  // namespace p2p::tests
