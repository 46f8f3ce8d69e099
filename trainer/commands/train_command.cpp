// SPDX-License-Identifier: MIT
// pix2pix-trainer train
#include <memory>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/training/training_run.h"

namespace p2p {
namespace {

void add_run_arguments(CLI::App& command, TrainOptions& o) {
  const char* group = "Run";
  command.add_option("--name", o.name, "name of the run")
      ->required()
      ->group(group);
  command
      .add_option("--runs-dir,--checkpoints_dir", o.runs_dir,
                  "folder that holds the runs")
      ->capture_default_str()
      ->group(group);
  command
      .add_flag("--continue_train,--resume", o.continue_train,
                "go on from the run's checkpoint")
      ->group(group);
  command.add_option("--task", o.task, "what the model is for, for its card")
      ->group(group);
  command
      .add_option("--licence-note", o.licence_note,
                  "what its data allow, for its card")
      ->group(group);
  command.add_option("--device", o.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str()
      ->group(group);
  command.add_option("--precision", o.precision, "fp32 or bf16")
      ->capture_default_str()
      ->group(group);
  command.add_option("--seed", o.seed, "of weights, order and crops")
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--save_epoch_freq", o.save_epoch_freq,
                  "save every so many epochs")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--print_freq", o.print_freq,
                  "write a log line every so many steps")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--sample_rows", o.sample_rows,
                  "fixed rows of each sheet of samples; as many random ones")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
}

void add_network_arguments(CLI::App& command, TrainOptions& o) {
  const char* group = "Networks";
  command
      .add_option("--netG", o.net_g, "unet_256, unet_128, resnet_9blocks...")
      ->capture_default_str()
      ->group(group);
  command.add_option("--netD", o.net_d, "basic, n_layers or pixel")
      ->capture_default_str()
      ->group(group);
  command.add_option("--n_layers_D", o.n_layers_d, "for --netD n_layers")
      ->check(CLI::Range(1, 6))
      ->capture_default_str()
      ->group(group);
  command.add_option("--ngf", o.ngf, "features of the generator's first layer")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--ndf", o.ndf, "features of the discriminator's first layer")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->group(group);
  command.add_option("--norm", o.norm, "batch, instance or none")
      ->capture_default_str()
      ->group(group);
  command.add_flag("--no_dropout", o.no_dropout, "no dropout in the generator")
      ->group(group);
}

void add_sample_arguments(CLI::App& command, TrainOptions& o) {
  const char* group = "Data";
  command.add_option("--load_size", o.load_size, "resize pictures to this")
      ->check(CLI::Range(1, 1 << 14))
      ->capture_default_str()
      ->group(group);
  command.add_option("--crop_size", o.crop_size, "then crop to this")
      ->check(CLI::Range(1, 1 << 14))
      ->capture_default_str()
      ->group(group);
  command.add_flag("--no_flip", o.no_flip, "do not mirror at random")
      ->group(group);
  command.add_option("--batch_size", o.batch_size, "pairs per step")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->group(group);
  command.add_option("--num_threads", o.num_threads, "that read pictures")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--cache-gib", o.cache_gib,
                  "memory for decoded pictures, GiB")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
}

void add_optimiser_arguments(CLI::App& command, TrainOptions& o) {
  const char* group = "Optimisation";
  command
      .add_option("--n_epochs", o.schedule.constant, "epochs at the full rate")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--n_epochs_decay", o.schedule.decay,
                  "epochs of linear decay after them")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--settle-steps", o.settle_steps,
                  "steps on frozen norm statistics at the end; 0: none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--estimate-pictures", o.estimate_pictures,
                  "pictures that these statistics are averaged over")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command.add_option("--lr", o.lr, "learning rate of both networks")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  command.add_option("--beta1", o.beta1, "Adam's first decay rate")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(group);
  command.add_option("--gan_mode", o.gan_mode, "vanilla, lsgan, wgangp or none")
      ->capture_default_str()
      ->group(group);
  command.add_option("--lambda_L1", o.lambda_l1, "weight of the L1 loss")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_train_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("train", "train a generator on pairs of pictures");
  const auto options = std::make_shared<TrainOptions>();
  add_run_arguments(*command, *options);
  add_data_arguments(*command, options->data);
  add_channel_arguments(*command, options->data);
  add_sample_arguments(*command, *options);
  add_network_arguments(*command, *options);
  add_optimiser_arguments(*command, *options);
  command->callback([options] { TrainingRun(*options).train(); });
}

}  // namespace p2p
