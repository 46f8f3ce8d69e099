// SPDX-License-Identifier: MIT
// pix2pix-trainer check
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/data/counted.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/pixel_values.h"
#include "trainer/data/sample.h"
#include "trainer/data/survey.h"
#include "trainer/evaluation/picture_grid.h"

namespace p2p {
namespace {

struct CheckOptions {
  DataOptions data;
  int load_size = 286;
  int crop_size = 256;
  bool no_flip = false;
  std::filesystem::path sheet;
  uint64_t seed = 1;
};

/// Samples of the first pairs as training would see them, one epoch beside the
/// other.
void write_sheet(const CheckOptions& options) {
  constexpr size_t kRows = 6;
  constexpr uint32_t kEpochs = 3;
  const DataOptions& data = options.data;
  const PairSourcePtr pairs =
      training_size(open_training_pairs(data), data, options.load_size, 0);
  const SampleOptions sample{.preprocess = data.preprocess,
                             .crop_size = options.crop_size,
                             .flip = !options.no_flip,
                             .kinds = kinds_in_order(data),
                             .augmentation = data.augmentation};
  std::vector<torch::Tensor> rows;
  for (size_t i = 0; i < std::min(kRows, pairs->size()); ++i) {
    const Pair pair = pairs->get(i);
    std::vector<torch::Tensor> row;
    for (uint32_t epoch = 1; epoch <= kEpochs; ++epoch) {
      const Pair seen = make_sample(pair, sample, options.seed, epoch,
                                    static_cast<uint32_t>(i));
      for (const torch::Tensor& part : {seen.a, seen.b, seen.region})
        if (part.defined()) row.push_back(as_rgb(as_bytes(part)));
    }
    rows.push_back(join_row(row));
  }
  write_picture(options.sheet, join_rows(rows));
  std::printf("%s\n", options.sheet.c_str());
}

void check(const CheckOptions& options) {
  check_options(options.data);
  size_t problems = 0;
  for (const char* phase : {"train", "val", "test"}) {
    // Without pairs to train on there is nothing else to say.
    if (phase != std::string("train") && !has_phase(options.data, phase))
      continue;
    if (options.data.folds > 0 && phase == std::string("val")) continue;
    const Survey survey =
        survey_data(options.data, phase, options.load_size, options.crop_size);
    std::fputs(to_text(survey).c_str(), stdout);
    problems += survey.problems.size();
  }
  if (problems > 0)
    throw std::runtime_error(counted(problems, "problem") +
                             " with the data, listed above");
  std::puts("no problems");
  if (!options.sheet.empty()) write_sheet(options);
}

}  // namespace

void add_check_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "check",
      "read all of a data set and say what is there and what is wrong");
  const auto options = std::make_shared<CheckOptions>();
  add_data_arguments(*command, options->data);
  add_channel_arguments(*command, options->data);
  command
      ->add_option("--load_size", options->load_size,
                   "size that train will resize to")
      ->check(CLI::Range(1, 1 << 14))
      ->capture_default_str()
      ->group("Data");
  command
      ->add_option("--crop_size", options->crop_size,
                   "size that train will crop to")
      ->check(CLI::Range(1, 1 << 14))
      ->capture_default_str()
      ->group("Data");
  command->add_flag("--no_flip", options->no_flip, "do not mirror at random")
      ->group("Data");
  command
      ->add_option(
          "--sheet", options->sheet,
          "picture to write: samples of the first pairs as train would "
          "see them in three epochs")
      ->group("Data");
  command->add_option("--seed", options->seed, "of the sheet's samples")
      ->capture_default_str()
      ->group("Data");
  add_augmentation_arguments(*command, options->data.augmentation);
  command->callback([options] { check(*options); });
}

}  // namespace p2p
