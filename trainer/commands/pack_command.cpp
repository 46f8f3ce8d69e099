// SPDX-License-Identifier: MIT
// pix2pix-trainer pack
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>

#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/data/counted.h"
#include "trainer/data/packed_pairs.h"

namespace p2p {
namespace {

struct PackOptions {
  DataOptions data;
  std::filesystem::path output;
  int size = 0;
};

bool pack_phase(const PackOptions& options, const std::string& phase) {
  PairSourcePtr pairs = open_pairs_if_any(options.data, phase);
  if (!pairs) return false;
  if (options.size > 0) pairs = judging_size(pairs, options.data, options.size);
  const std::filesystem::path file = options.output / (phase + ".safetensors");
  write_packed(file, *pairs);
  std::printf("%s: %s\n", file.c_str(), counted(pairs->size(), "pair").c_str());
  return true;
}

void pack(const PackOptions& options) {
  std::filesystem::create_directories(options.output);
  bool any = false;
  for (const char* phase : {"train", "val", "test"})
    any = pack_phase(options, phase) || any;
  if (!any)
    throw std::runtime_error("there is no train, val or test folder in '" +
                             options.data.dataroot.string() + "'");
}

}  // namespace

void add_pack_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "pack", "decode a data set into .safetensors files that train reads");
  const auto options = std::make_shared<PackOptions>();
  add_data_arguments(*command, options->data);
  add_channel_arguments(*command, options->data);
  command->add_option("--out", options->output, "folder to write")->required();
  command
      ->add_option("--size", options->size,
                   "resize to this, 286 for the usual jitter; 0: keep")
      ->check(CLI::Range(0, 1 << 14))
      ->capture_default_str();
  command->callback([options] { pack(*options); });
}

}  // namespace p2p
