// SPDX-License-Identifier: MIT
// What a training run is asked to do, and what follows from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/networks/patch_gan.h"
#include "models/weights/model_spec.h"
#include "trainer/data/open_pairs.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/schedule.h"

namespace p2p {

/// The options of `pix2pix-trainer train`, under the names that users of the
/// PyTorch original know.
struct TrainOptions {
  DataOptions data;
  std::string name;
  std::filesystem::path runs_dir = "runs";
  std::string task;
  std::string licence_note;

  std::string net_g = "unet_256";
  std::string net_d = "basic";
  int n_layers_d = 3;
  std::string norm = "batch";
  int ngf = 64;
  int ndf = 64;
  bool no_dropout = false;

  int load_size = 286;
  int crop_size = 256;
  bool no_flip = false;
  int batch_size = 1;
  int num_threads = 2;
  double cache_gib = 4.0;

  Schedule schedule;
  int settle_steps = 250;
  int estimate_pictures = 100;
  double lr = 2e-4;
  double beta1 = 0.5;
  std::string gan_mode = "vanilla";
  double lambda_l1 = 100.0;
  uint64_t seed = 1;

  std::string device = "auto";
  std::string precision = "fp32";
  bool continue_train = false;
  int save_epoch_freq = 1;
  int print_freq = 100;
  int sample_rows = 4;

  std::filesystem::path run_dir() const { return runs_dir / name; }
};

/// The generator that the options describe. Throws std::invalid_argument that
/// names the option, its value and what it may be.
ModelSpec generator_spec(const TrainOptions& options);
PatchGanSpec discriminator_spec(const TrainOptions& options);
Pix2PixOptions step_options(const TrainOptions& options);

/// The resolved options as a JSON object, for the model's card.
std::string to_json(const TrainOptions& options);

}  // namespace p2p
