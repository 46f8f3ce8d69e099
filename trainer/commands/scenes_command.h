// SPDX-License-Identifier: MIT
// `pix2pix-trainer scenes`: pairs to train on and a clip to fly over.
#pragma once

#include <cstdint>
#include <filesystem>

#include <CLI/CLI.hpp>

namespace p2p {

struct PairsOptions {
  std::filesystem::path out;  ///< empty: no pairs
  int train = 400;
  int val = 20;
  int size = 256;  ///< pixels of a side of one half
  std::string format = "jpg";
};

struct ClipOptions {
  std::filesystem::path clip;    ///< .avi; empty: none
  std::filesystem::path frames;  ///< folder; empty: none
  double duration = 8.0;         ///< seconds
  double fps = 25.0;
  int width = 640;
  int height = 480;
  bool map_too = false;
};

struct ScenesOptions {
  std::uint64_t seed = 1;
  bool overwrite = false;
  PairsOptions pairs;
  ClipOptions flight;
};

/// Writes what the options ask for; throws std::runtime_error.
void make_scenes(const ScenesOptions& options);

/// Adds the subcommand. Its callback throws std::runtime_error.
void add_scenes_command(CLI::App& app);

}  // namespace p2p
