// SPDX-License-Identifier: MIT
// Names that are compared whatever their case.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>

namespace p2p {

/// ASCII letters become small ones.
inline std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace p2p
