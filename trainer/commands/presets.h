// SPDX-License-Identifier: MIT
// Whole jobs as option files.
#pragma once

#include <span>
#include <vector>

namespace p2p {

/// Options of `train` in TOML, which any given on the command line override.
struct Preset {
  const char* name;
  std::vector<const char*> parts;  ///< later ones override
};

std::span<const Preset> presets();

}  // namespace p2p
