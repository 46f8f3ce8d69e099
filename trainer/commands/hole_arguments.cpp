// SPDX-License-Identifier: MIT
// Shared options.
#include "trainer/commands/hole_arguments.h"

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace p2p {
namespace {

constexpr const char* kGroup = "Holes (inpainting)";

void set_ratio(HoleRange& range, const std::vector<double>& percents) {
  if (percents.size() != 2)
    throw CLI::ValidationError("--hole-ratio",
                               "wants two numbers, from and to, in percent");
  if (percents[0] > percents[1])
    throw CLI::ValidationError("--hole-ratio",
                               "the smaller of the two percents comes first");
  range.least = percents[0] / 100.0;
  range.most = percents[1] / 100.0;
}

}  // namespace

void add_polarity_argument(CLI::App& command, bool& black_is_hole,
                           const std::string& group) {
  command
      .add_option_function<std::string>(
          "--mask-polarity",
          [&black_is_hole](const std::string& hole) {
            black_is_hole = hole == "black";
          },
          "which of white and black is hole in mask files")
      ->check(CLI::IsMember({"white", "black"}))
      ->default_str("white")
      ->group(group);
}

void add_hole_arguments(CLI::App& command, HoleOptions& options) {
  command
      .add_option("--holes", options.source,
                  "what is cut out of the input, to be filled: none, random "
                  "(strokes, blobs and boxes), or a folder of masks")
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_option_function<std::vector<double>>(
          "--hole-ratio",
          [&options](const std::vector<double>& percents) {
            set_ratio(options.range, percents);
          },
          "share of the picture that is hole, from and to, percent: 0 60 "
          "unless given")
      ->expected(2)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("LOW HIGH")
      ->group(kGroup);
  command
      .add_flag("--hole-border,!--no-hole-border", options.range.border,
                "holes may touch the border; otherwise they stay 50/512 of "
                "the shorter side away from it")
      ->default_str("true")
      ->group(kGroup);
  add_polarity_argument(command, options.black_is_hole, kGroup);
  command
      .add_flag("--hole-augment,!--no-hole-augment", options.augment,
                "turn, mirror, cut and dilate mask files; otherwise they are "
                "only brought to size")
      ->default_str("true")
      ->group(kGroup);
}

}  // namespace p2p
