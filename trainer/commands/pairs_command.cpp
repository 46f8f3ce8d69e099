// SPDX-License-Identifier: MIT
// pix2pix-trainer pairs
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include <ATen/ops/cat.h>
#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/commands/words.h"
#include "trainer/data/counted.h"
#include "trainer/data/derived_input.h"
#include "trainer/data/file_names.h"
#include "trainer/data/pair_files.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resize.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct PairsOptions {
  Path a_dir, b_dir, output;
  bool make = false;
  DerivedOptions derived;
  MatchRule match = MatchRule::kAuto;
  int size = 0;
  int val_every = 0;
  std::string format = "png";
};

void check_pairs_options(const PairsOptions& options) {
  if (options.make != options.a_dir.empty())
    throw std::runtime_error(
        "give either --a-dir, or --make edges, grey or blank");
  for (const char* phase : {"train", "val", "test"})
    if (options.val_every > 0 &&
        std::filesystem::is_directory(options.b_dir / phase))
      throw std::runtime_error("--val-every splits a flat folder, and '" +
                               options.b_dir.string() +
                               "' is split already: it has '" + phase + "'");
  for (const Path& folder : {options.a_dir, options.b_dir})
    if (!folder.empty() && std::filesystem::exists(options.output) &&
        std::filesystem::equivalent(folder, options.output))
      throw std::runtime_error("--out is '" + folder.string() +
                               "', where the pictures come from");
  // What an earlier call split otherwise would be in train/ and val/ at once.
  if (std::filesystem::exists(options.output) &&
      !std::filesystem::is_empty(options.output))
    throw std::runtime_error("'" + options.output.string() +
                             "' is not empty: choose another --out");
}

std::vector<PairFiles> files_of(const PairsOptions& options,
                                const Path& sub_folder) {
  return options.make
             ? aligned_files(options.b_dir / sub_folder)
             : two_folder_files(options.a_dir / sub_folder,
                                options.b_dir / sub_folder, options.match);
}

torch::Tensor sized(const torch::Tensor& picture, int size) {
  return size > 0 ? resize(picture, size, size, PictureKind::kPicture)
                  : picture;
}

torch::Tensor joined(const PairsOptions& options, const PairFiles& files) {
  torch::Tensor a, b;
  if (options.make) {
    b = sized(read_picture(files.a, 3), options.size);
    a = derive_input(b, options.derived);
  } else {
    a = sized(read_picture(files.a, 3), options.size);
    b = sized(read_picture(files.b, 3), options.size);
  }
  if (a.sizes() != b.sizes())
    throw std::runtime_error(
        "'" + files.a.string() + "' is " + std::to_string(a.size(1)) + "x" +
        std::to_string(a.size(0)) + " and '" + files.b.string() + "' " +
        std::to_string(b.size(1)) + "x" + std::to_string(b.size(0)) +
        ": A and B must be of one size, or give --size");
  return at::cat({a, b}, 1);
}

/// Joins the pairs of one folder; returns how many.
size_t join_folder(const PairsOptions& options, const Path& sub_folder) {
  const std::vector<PairFiles> files = files_of(options, sub_folder);
  FileNames names;
  for (size_t i = 0; i < files.size(); ++i) {
    const bool val = options.val_every > 0 && (i + 1) % options.val_every == 0;
    const Path phase = !sub_folder.empty() ? sub_folder
                       : val               ? Path("val")
                                           : Path("train");
    std::filesystem::create_directories(options.output / phase);
    write_picture(options.output / phase /
                      (names.next(files[i].a) + "." + options.format),
                  joined(options, files[i]));
  }
  return files.size();
}

void make_pairs(const PairsOptions& options) {
  check_pairs_options(options);
  bool split = false;
  for (const char* phase : {"train", "val", "test"}) {
    if (!std::filesystem::is_directory(options.b_dir / phase)) continue;
    split = true;
    std::printf("%s: %s\n", (options.output / phase).c_str(),
                counted(join_folder(options, phase), "pair").c_str());
  }
  if (!split)
    std::printf("%s: %s\n", options.output.c_str(),
                counted(join_folder(options, {}), "pair").c_str());
}

void add_making_arguments(CLI::App& command,
                          const std::shared_ptr<PairsOptions>& options) {
  const char* group = "Making A from B";
  const std::map<std::string, DerivedInput> kinds = {
      {"edges", DerivedInput::kEdges},
      {"grey", DerivedInput::kGrey},
      {"blank", DerivedInput::kBlank}};
  command
      .add_option("--make", options->derived.kind,
                  "edges (sketches), grey (to be coloured) or blank (a white "
                  "rectangle, to be filled)")
      ->transform(words(kinds))
      ->each([options](const std::string&) { options->make = true; })
      ->group(group);
  command
      .add_option("--detail", options->derived.detail,
                  "of edges: 0 few lines, 1 many")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--hole", options->derived.hole,
                  "of blank: sides of the rectangle by the picture's")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_pairs_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "pairs", "join two folders into aligned pictures, or make A out of B");
  const auto options = std::make_shared<PairsOptions>();
  command->add_option("--a-dir", options->a_dir, "folder of A pictures")
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--b-dir", options->b_dir,
                   "folder of B pictures; with train/, val/ or test/, so is "
                   "what is written")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", options->output, "folder to write")->required();
  add_match_argument(*command, options->match);
  command->add_option("--size", options->size, "resize to this square; 0: keep")
      ->check(CLI::Range(0, 1 << 14))
      ->capture_default_str();
  command
      ->add_option("--val-every", options->val_every,
                   "of a flat folder, every N-th pair goes to val/; 0: none")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  command->add_option("--format", options->format, "png or jpg")
      ->check(CLI::IsMember({"png", "jpg"}))
      ->capture_default_str();
  add_making_arguments(*command, options);
  command->callback([options] { make_pairs(*options); });
}

}  // namespace p2p
