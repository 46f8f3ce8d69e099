// SPDX-License-Identifier: MIT
// `pix2pix-trainer pan`: a clip that moves over a picture.
#pragma once

#include <cstdint>
#include <filesystem>

#include <CLI/CLI.hpp>

namespace p2p {

struct PanOptions {
  std::filesystem::path picture;  ///< empty: of an eye that does not exist
  std::filesystem::path clip;     ///< .avi
  bool overwrite = false;
  std::uint64_t seed = 1;  ///< which eye
  double zoom = 1.8;       ///< at the most
  double duration = 8.0;   ///< seconds
  double fps = 25.0;
  int width = 640;
  int height = 480;
};

/// Writes the clip; throws std::runtime_error.
void make_pan(const PanOptions& options);

/// Adds the subcommand. Its callback throws std::runtime_error.
void add_pan_command(CLI::App& app);

}  // namespace p2p
