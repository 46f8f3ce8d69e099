// SPDX-License-Identifier: MIT
// What a training run was asked to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/networks/patch_gan.h"
#include "models/weights/model_spec.h"
#include "trainer/data/open_pairs.h"
#include "trainer/holes/hole_source.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/schedule.h"
#include "trainer/training/validation.h"

namespace p2p {

/// The options of `pix2pix-trainer train`, under the names that users of the
/// PyTorch original know; option_table.h says what each is for.
struct TrainOptions {
  DataOptions data;
  HoleOptions holes;
  /// The words that were given for options which this struct does not hold (the
  /// data set's), by name: for the record, and to be compared when resuming.
  std::map<std::string, std::vector<std::string>> other_words;

  std::string name;
  std::filesystem::path runs_dir = "runs";
  std::string task;
  std::string licence_note;
  bool continue_train = false;
  std::filesystem::path init_from;

  std::string net_g = "unet_256";
  std::string net_d = "basic";
  int n_layers_d = 3;
  std::string norm = "batch";
  int ngf = 64;
  int ndf = 64;
  bool no_dropout = false;
  std::string upsample = "transposed";
  int full_size_features = 0;
  std::string mask_input = "channel";
  bool freeze_encoder_norm = false;
  std::string init_type = "normal";
  double init_gain = 0.02;

  int load_size = 286;
  int crop_size = 256;
  bool no_flip = false;
  int draws = 0;
  bool fixed_samples = false;
  int batch_size = 1;
  int accumulate = 1;
  int num_threads = 2;
  double cache_gib = 4.0;

  std::string gan_mode = "vanilla";
  double lambda_l1 = 100.0;
  double lambda_bce = 0.0;
  double lambda_dice = 0.0;
  double lambda_ssim = 0.0;
  double lambda_perceptual = 0.0;
  double lambda_valid = 0.0;
  double lambda_hole = 0.0;
  double lambda_style = 0.0;
  double lambda_tv = 0.0;
  std::filesystem::path features;
  int pool_size = 0;

  Schedule schedule;
  std::string lr_policy = "linear";
  double lr = 2e-4;
  double beta1 = 0.5;
  double ema = 0.0;
  int settle_steps = 250;
  int estimate_pictures = 100;

  int validate_epoch_freq = 1;
  int validate_pictures = 0;
  std::string best_metric = "L1";
  std::string val_metrics;
  std::filesystem::path val_features;

  uint64_t seed = 1;
  std::string device = "auto";
  std::string precision = "fp32";
  int threads = 0;
  bool deterministic = false;

  int save_epoch_freq = 1;
  int save_steps = 0;
  double save_minutes = 10.0;
  int keep_last = 2;
  int print_freq = 100;
  int sample_rows = 4;

  std::filesystem::path run_dir() const { return runs_dir / name; }
  bool fills_holes() const { return holes.source != "none"; }
};

/// Throws std::invalid_argument for options that contradict each other, naming
/// them and what to do.
void check_options(const TrainOptions& options);

/// The generator that the options describe. Throws std::invalid_argument that
/// names the option, its value and what it may be.
ModelSpec generator_spec(const TrainOptions& options);
/// Meaningless with --gan_mode none.
PatchGanSpec discriminator_spec(const TrainOptions& options);
/// Reads the features, if any are asked for. The value range is the model's
/// to say.
Pix2PixOptions step_options(const TrainOptions& options);
/// What is measured every epoch. Reads the features, if any are asked for.
Validation validation_of(const TrainOptions& options);
/// The schedule with its policy.
Schedule schedule_of(const TrainOptions& options);

}  // namespace p2p
