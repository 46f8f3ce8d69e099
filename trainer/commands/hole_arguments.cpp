// SPDX-License-Identifier: MIT
// Words to holes.
#include "trainer/commands/hole_arguments.h"

#include <map>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

namespace p2p {
namespace {

constexpr const char* kGroup = "Holes (inpainting)";

void add_ratio_argument(CLI::App& command, HoleRange& range) {
  constexpr double kPercent = 100.0;
  command
      .add_option_function<std::pair<double, double>>(
          "--hole-ratio",
          [&range](const std::pair<double, double>& percent) {
            range.least = percent.first / kPercent;
            range.most = percent.second / kPercent;
          },
          "share of the picture that is missing, per cent: from, to")
      ->check(CLI::Range(0.0, kPercent))
      ->default_str("0 60")
      ->group(kGroup);
}

}  // namespace

CLI::Option* add_polarity_argument(CLI::App& command, bool& black_is_hole) {
  return command
      .add_option("--mask-polarity", black_is_hole,
                  "what marks a hole in mask files: white or black")
      ->transform(
          CLI::CheckedTransformer(
              std::map<std::string, bool>{{"white", false}, {"black", true}})
              .description(""))
      ->default_str("white")
      ->group(kGroup);
}

void add_hole_arguments(CLI::App& command, HoleOptions& options) {
  command
      .add_option("--holes", options.source,
                  "what is missing of the pictures: none, random (strokes, "
                  "blobs and boxes), or a folder of masks")
      ->capture_default_str()
      ->group(kGroup);
  add_ratio_argument(command, options.range);
  command
      .add_flag("--hole-border,!--no-hole-border", options.range.border,
                "holes may touch the picture's border")
      ->default_str("true")
      ->group(kGroup);
  add_polarity_argument(command, options.black_is_hole);
  command
      .add_flag("--hole-augment,!--no-hole-augment", options.augment,
                "turn, move, cut and dilate masks of a folder")
      ->default_str("true")
      ->group(kGroup);
}

}  // namespace p2p
