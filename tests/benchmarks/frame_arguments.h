// SPDX-License-Identifier: MIT
// Which model runs on which frames: options of every measured program.
#pragma once

#include <filesystem>

#include <CLI/CLI.hpp>

namespace p2p::benchmarks {

struct FrameArguments {
  std::filesystem::path model;
  int width = 256, height = 256;
};

inline void add_frame_options(CLI::App& app, FrameArguments& arguments) {
  app.add_option("--model", arguments.model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--width", arguments.width, "of the frames")
      ->check(CLI::PositiveNumber);
  app.add_option("--height", arguments.height, "of the frames")
      ->check(CLI::PositiveNumber);
}

}  // namespace p2p::benchmarks
