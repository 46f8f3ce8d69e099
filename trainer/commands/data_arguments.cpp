// SPDX-License-Identifier: MIT
// Shared options.
#include "trainer/commands/data_arguments.h"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "trainer/commands/words.h"

namespace p2p {
namespace {

constexpr const char* kGroup = "Data";

void add_place_arguments(CLI::App& command, DataOptions& o) {
  command
      .add_option("--dataroot", o.dataroot,
                  "folder with train/ and val/ of aligned pictures (A left, "
                  "B right), a packed data set, or DRIVE, CHASE_DB1, STARE, "
                  "HRF or FIVES as downloaded")
      ->group(kGroup);
  command.add_option("--a-dir", o.a_dir, "folder of A pictures")->group(kGroup);
  command
      .add_option("--b-dir", o.b_dir,
                  "folder of B pictures; --match says which belongs to which")
      ->group(kGroup);
  command
      .add_option("--picture-dir", o.picture_dir,
                  "folder of pictures, with train/ and val/ or flat, each its "
                  "own target: for --holes")
      ->group(kGroup);
  command
      .add_option("--pair-list", o.pair_list,
                  "text or CSV file: A, B and perhaps a region in each line")
      ->group(kGroup);
  command
      .add_option("--regions", o.region_dir,
                  "folder of grey pictures: how much each pixel matters, white "
                  "fully; none: leave out those that the data set has")
      ->group(kGroup);
}

void add_reading_arguments(CLI::App& command, DataOptions& o) {
  const auto kinds = words<PictureKind>({{"picture", PictureKind::kPicture},
                                         {"mask", PictureKind::kMask},
                                         {"labels", PictureKind::kLabels}});
  command.add_option("--direction", o.direction, "AtoB or BtoA")
      ->transform(words<Direction>(
          {{"AtoB", Direction::kAtoB}, {"BtoA", Direction::kBtoA}}))
      ->default_str("AtoB")
      ->group(kGroup);
  command
      .add_option("--a-kind", o.kinds.a,
                  "picture (bicubic), mask (by area) or labels (nearest)")
      ->transform(kinds)
      ->default_str("picture")
      ->group(kGroup);
  command.add_option("--b-kind", o.kinds.b, "the same of B")
      ->transform(kinds)
      ->default_str("picture")
      ->group(kGroup);
  command
      .add_option("--preprocess", o.preprocess,
                  "resize (to a square), scale (the shorter side), crop or "
                  "none (whole pictures, padded)")
      ->transform(words<Preprocess>({{"resize", Preprocess::kResize},
                                     {"scale", Preprocess::kScale},
                                     {"crop", Preprocess::kCrop},
                                     {"none", Preprocess::kNone}}))
      ->default_str("resize")
      ->group(kGroup);
}

void add_split_arguments(CLI::App& command, DataOptions& o) {
  command
      .add_option("--folds", o.folds,
                  "split the training pairs into so many folds; 0: do not")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_option("--fold", o.fold,
                  "the fold to validate on, from 1; the others train")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_flag("--skip-unreadable", o.skip_unreadable,
                "leave out pictures that cannot be read, instead of stopping")
      ->group(kGroup);
}

}  // namespace

void add_match_argument(CLI::App& command, MatchRule& rule) {
  command
      .add_option(
          "--match", rule,
          "names of A and B are the same (stem), but for what all begin "
          "and end with (affix), or in their numbers (number); auto "
          "tries all")
      ->transform(words<MatchRule>({{"auto", MatchRule::kAuto},
                                    {"stem", MatchRule::kStem},
                                    {"affix", MatchRule::kAffix},
                                    {"number", MatchRule::kNumber}}))
      ->default_str("auto")
      ->group(kGroup);
}

void add_data_arguments(CLI::App& command, DataOptions& options) {
  add_place_arguments(command, options);
  add_match_argument(command, options.match);
  add_reading_arguments(command, options);
  add_split_arguments(command, options);
}

void add_channel_arguments(CLI::App& command, DataOptions& options) {
  constexpr int kMostChannels = 64;
  command
      .add_option("--input_nc", options.channels.a,
                  "channels of the input: 3 colour, 1 grey, or what the files "
                  "have")
      ->check(CLI::Range(1, kMostChannels))
      ->capture_default_str()
      ->group(kGroup);
  command
      .add_option("--output_nc", options.channels.b,
                  "channels of the output, likewise")
      ->check(CLI::Range(1, kMostChannels))
      ->capture_default_str()
      ->group(kGroup);
}

void add_augmentation_arguments(CLI::App& command, Augmentation& o) {
  const char* group = "Augmentation (drawn once per pair)";
  command
      .add_flag("--augment-quarter-turns", o.quarter_turns,
                "turn by 0, 90, 180 or 270 degrees")
      ->group(group);
  command
      .add_flag("--augment-flip-vertical", o.flip_vertical,
                "mirror upside down, too")
      ->group(group);
  command
      .add_option("--augment-rotation", o.rotation,
                  "turn by up to so many degrees, either way")
      ->check(CLI::Range(0.0, 180.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--augment-elastic", o.elastic,
                  "bend: deviation of the shifts, pixels")
      ->check(CLI::Range(0.0, 64.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--augment-colour", o.colour,
                  "input's brightness, contrast and saturation times up to "
                  "1 +- this")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_flag("--augment-target-colour", o.colour_of_target,
                "change the target's colours likewise")
      ->group(group);
  command
      .add_option("--augment-noise", o.noise,
                  "noise on the input: deviation up to this, of 255")
      ->check(CLI::Range(0.0, 128.0))
      ->capture_default_str()
      ->group(group);
}

}  // namespace p2p
