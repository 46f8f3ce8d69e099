// SPDX-License-Identifier: MIT
// Whole jobs as option files.
#pragma once

#include <span>

namespace p2p {

/// Options of `train` in TOML, which any given on the command line override.
struct Preset {
  const char* name;
  const char* toml;
  const char* shared = "";  ///< likewise, with others: counts less
};

std::span<const Preset> presets();

}  // namespace p2p
