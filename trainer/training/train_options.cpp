// SPDX-License-Identifier: MIT
// Options to specs.
#include "trainer/training/train_options.h"

#include <bit>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace p2p {
namespace {

/// The number between `prefix` and `suffix`, or 0 if the text is not so.
int number_between(const std::string& text, const std::string& prefix,
                   const std::string& suffix) {
  if (text.size() <= prefix.size() + suffix.size() ||
      text.rfind(prefix, 0) != 0 || !text.ends_with(suffix))
    return 0;
  const std::string digits =
      text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
  if (digits.size() > 5 ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return 0;
  return std::stoi(digits);
}

void set_architecture(const TrainOptions& options, ModelSpec& spec) {
  const int size = number_between(options.net_g, "unet_", "");
  const int blocks = number_between(options.net_g, "resnet_", "blocks");
  if (size >= 2 && std::has_single_bit(static_cast<unsigned>(size))) {
    spec.architecture = Architecture::kUnet;
    spec.unet = standard_unet(std::countr_zero(static_cast<unsigned>(size)),
                              options.ngf);
  } else if (blocks > 0) {
    spec.architecture = Architecture::kResnet;
    spec.resnet = {.blocks = blocks, .ngf = options.ngf, .dropout = 0.5};
  } else {
    throw std::invalid_argument(
        "netG '" + options.net_g +
        "' is unknown; known: unet_N (N a power of two, such as 128, 256), "
        "resnet_Nblocks (such as resnet_9blocks)");
  }
}

NormSpec norm_spec(const TrainOptions& options) {
  const NormKind kind = norm_kind_from_string(options.norm);
  return {.kind = kind, .affine = kind == NormKind::kBatch};
}

/// Convolutions need a bias of their own where no batch norm shifts them.
bool needs_bias(const TrainOptions& options) {
  return norm_kind_from_string(options.norm) != NormKind::kBatch;
}

void check_sizes(const TrainOptions& options, const ModelSpec& spec) {
  const int multiple = size_multiple(spec);
  if (options.crop_size < 1 || options.crop_size % multiple != 0)
    throw std::invalid_argument(
        "crop_size " + std::to_string(options.crop_size) + " does not fit " +
        options.net_g + ": it must be a multiple of " +
        std::to_string(multiple) +
        " (or choose a shallower network, such as "
        "--netG unet_" +
        std::to_string(multiple / 2) + ")");
  if (options.load_size < options.crop_size)
    throw std::invalid_argument(
        "load_size " + std::to_string(options.load_size) +
        " is smaller than crop_size " + std::to_string(options.crop_size));
}

}  // namespace

ModelSpec generator_spec(const TrainOptions& options) {
  ModelSpec spec;
  set_architecture(options, spec);
  spec.in_channels = options.data.channels.a;
  spec.out_channels = options.data.channels.b;
  spec.in_channel_order = spec.in_channels == 1 ? "grey" : "RGB";
  spec.out_channel_order = spec.out_channels == 1 ? "grey" : "RGB";
  spec.norm = norm_spec(options);
  spec.unet.conv_bias = spec.resnet.conv_bias = needs_bias(options);
  if (options.no_dropout) {
    spec.unet.dropout_levels.clear();
    spec.resnet.dropout = 0.0;
  }
  spec.training_width = spec.training_height = options.crop_size;
  spec.task = options.task;
  spec.dataset = options.data.describe();
  spec.licence_note = options.licence_note;
  spec.training_options = to_json(options);
  check_sizes(options, spec);
  validate(spec);
  return spec;
}

PatchGanSpec discriminator_spec(const TrainOptions& options) {
  PatchGanSpec spec{
      .in_channels = options.data.channels.a + options.data.channels.b,
      .ndf = options.ndf,
      .n_layers = 3,
      .norm = norm_spec(options),
      .conv_bias = needs_bias(options)};
  if (options.net_d == "n_layers")
    spec.n_layers = options.n_layers_d;
  else if (options.net_d == "pixel")
    spec.n_layers = 0;
  else if (options.net_d != "basic")
    throw std::invalid_argument("netD '" + options.net_d +
                                "' is unknown; known: basic, n_layers, pixel");
  return spec;
}

Pix2PixOptions step_options(const TrainOptions& options) {
  if (options.precision != "fp32" && options.precision != "bf16")
    throw std::invalid_argument("precision '" + options.precision +
                                "' is unknown; known: fp32, bf16");
  return {.gan_mode = gan_mode_from_string(options.gan_mode),
          .reconstruction = {.l1 = options.lambda_l1},
          .adam = {.lr = options.lr, .beta1 = options.beta1},
          .bf16 = options.precision == "bf16"};
}

std::string to_json(const TrainOptions& o) {
  const nlohmann::json json = {
      {"direction", o.data.direction == Direction::kAtoB ? "AtoB" : "BtoA"},
      {"netG", o.net_g},
      {"netD", o.net_d},
      {"n_layers_D", o.n_layers_d},
      {"norm", o.norm},
      {"ngf", o.ngf},
      {"ndf", o.ndf},
      {"no_dropout", o.no_dropout},
      {"load_size", o.load_size},
      {"crop_size", o.crop_size},
      {"no_flip", o.no_flip},
      {"batch_size", o.batch_size},
      {"n_epochs", o.schedule.constant},
      {"n_epochs_decay", o.schedule.decay},
      {"settle_steps", o.settle_steps},
      {"estimate_pictures", o.estimate_pictures},
      {"lr", o.lr},
      {"beta1", o.beta1},
      {"gan_mode", o.gan_mode},
      {"lambda_L1", o.lambda_l1},
      {"seed", o.seed},
      {"precision", o.precision},
  };
  return json.dump();
}

}  // namespace p2p
