// SPDX-License-Identifier: MIT
// Numbers of things in messages.
#pragma once

#include <cstddef>
#include <string>

namespace p2p {

/// "1 pair", "2 pairs"
inline std::string counted(size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace p2p
