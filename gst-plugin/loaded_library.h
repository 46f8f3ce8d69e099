// SPDX-License-Identifier: MIT
// What the process has loaded already.
#pragma once

#include <optional>
#include <string>

namespace p2p {

/// The path of a loaded library whose file name begins with `name` and that is
/// not the file `expected` (by device and inode), if there is one.
std::optional<std::string> find_other_library(const std::string& name,
                                              const std::string& expected);

}  // namespace p2p
