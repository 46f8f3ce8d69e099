// SPDX-License-Identifier: MIT
// Shared options.
#include "trainer/commands/data_arguments.h"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace p2p {

void add_data_arguments(CLI::App& command, DataOptions& options) {
  const std::map<std::string, Direction> directions = {
      {"AtoB", Direction::kAtoB}, {"BtoA", Direction::kBtoA}};
  command
      .add_option("--dataroot", options.dataroot,
                  "folder with train/ and val/ of aligned pictures (A left, "
                  "B right), or a packed data set")
      ->group("Data");
  command.add_option("--a-dir", options.a_dir, "folder of A pictures")
      ->group("Data");
  command
      .add_option("--b-dir", options.b_dir,
                  "folder of B pictures of the same names")
      ->group("Data");
  command.add_option("--direction", options.direction, "AtoB or BtoA")
      ->transform(CLI::CheckedTransformer(directions))
      ->default_str("AtoB")
      ->group("Data");
}

void add_channel_arguments(CLI::App& command, DataOptions& options) {
  const auto one_or_three = CLI::IsMember({1, 3});
  command
      .add_option("--input_nc", options.channels.a,
                  "channels of the input: 3 colour, 1 grey")
      ->check(one_or_three)
      ->capture_default_str()
      ->group("Data");
  command
      .add_option("--output_nc", options.channels.b,
                  "channels of the output: 3 colour, 1 grey")
      ->check(one_or_three)
      ->capture_default_str()
      ->group("Data");
}

}  // namespace p2p
