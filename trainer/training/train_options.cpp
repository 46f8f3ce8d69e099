// SPDX-License-Identifier: MIT
// Options to specs.
#include "trainer/training/train_options.h"

#include <bit>
#include <sstream>
#include <stdexcept>

#include "models/networks/patch_gan_layers.h"
#include "trainer/evaluation/structural_similarity.h"
#include "trainer/training/inpainting_loss.h"
#include "trainer/training/option_table.h"

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
  const int pconv = number_between(options.net_g, "pconv_", "");
  if (size >= 2 && std::has_single_bit(static_cast<unsigned>(size))) {
    spec.architecture = Architecture::kUnet;
    spec.unet = standard_unet(std::countr_zero(static_cast<unsigned>(size)),
                              options.ngf);
  } else if (blocks > 0) {
    spec.architecture = Architecture::kResnet;
    spec.resnet = {.blocks = blocks, .ngf = options.ngf, .dropout = 0.5};
  } else if (pconv >= 4 && std::has_single_bit(static_cast<unsigned>(pconv))) {
    spec.architecture = Architecture::kPconv;
    spec.output_activation = OutputActivation::kLinear;
    spec.pconv = {.depth = std::countr_zero(static_cast<unsigned>(pconv)) - 1,
                  .ngf = options.ngf};
  } else {
    throw std::invalid_argument(
        "netG '" + options.net_g +
        "' is unknown; known: unet_N (N a power of two, such as 128, 256), "
        "resnet_Nblocks (such as resnet_9blocks), pconv_N (N a power of two, "
        "such as 256, 512)");
  }
}

MaskInput mask_input_of(const TrainOptions& options) {
  if (!options.fills_holes()) return MaskInput::kNone;
  if (options.mask_input == "channel") return MaskInput::kChannel;
  if (options.mask_input == "blank") return MaskInput::kBlank;
  throw std::invalid_argument("mask-input '" + options.mask_input +
                              "' is unknown; known: channel, blank");
}

NormSpec norm_spec(const TrainOptions& options) {
  const NormKind kind = norm_kind_from_string(options.norm);
  return {.kind = kind, .affine = kind == NormKind::kBatch};
}

/// Convolutions need a bias of their own where no batch norm shifts them.
bool needs_bias(const TrainOptions& options) {
  return norm_kind_from_string(options.norm) != NormKind::kBatch;
}

/// Names a network of the same kind with one level less, where there is one.
std::string or_shallower_network(const ModelSpec& spec) {
  const int multiple = size_multiple(spec);
  const bool pconv = spec.architecture == Architecture::kPconv;
  if (multiple <= 2 || spec.architecture == Architecture::kResnet) return "";
  return " (or choose a shallower network, such as --netG " +
         (pconv ? "pconv_" + std::to_string(multiple)
                : "unet_" + std::to_string(multiple / 2)) +
         ")";
}

void check_sizes(const TrainOptions& options, const ModelSpec& spec) {
  const int multiple = size_multiple(spec);
  if (options.crop_size < 1 || options.crop_size % multiple != 0)
    throw std::invalid_argument(
        "crop_size " + std::to_string(options.crop_size) + " does not fit " +
        options.net_g + ": it must be a multiple of " +
        std::to_string(multiple) + or_shallower_network(spec));
  if (options.load_size < options.crop_size)
    throw std::invalid_argument(
        "load_size " + std::to_string(options.load_size) +
        " is smaller than crop_size " + std::to_string(options.crop_size));
}

/// The innermost norm of a PConvNet is over what is left of the crop there: of
/// one value the mean is the value, and the variance is none.
void check_innermost_norm(const TrainOptions& options, const ModelSpec& spec) {
  const int multiple = size_multiple(spec);
  if (spec.architecture != Architecture::kPconv ||
      spec.norm.kind == NormKind::kNone || options.crop_size > multiple ||
      (spec.norm.kind == NormKind::kBatch && options.batch_size > 1))
    return;
  throw std::invalid_argument(
      "crop_size " + std::to_string(options.crop_size) +
      " leaves one value for the innermost norm of " + options.net_g +
      ": use --crop_size " + std::to_string(2 * multiple) +
      ", a larger --batch_size with --norm batch, or a shallower network");
}

/// A discriminator makes one judgement at least of a crop.
void check_judged_size(const TrainOptions& options, const PatchGanSpec& spec) {
  int size = options.crop_size;
  for (const PatchGanLayer& layer : layers_of(spec))
    size = (size + 2 * layer.padding - layer.kernel) / layer.stride + 1;
  if (size < 1)
    throw std::invalid_argument(
        "crop_size " + std::to_string(options.crop_size) +
        " is too small for a discriminator of " +
        std::to_string(spec.n_layers) +
        " layers: use fewer (--n_layers_D) or larger crops");
}

[[noreturn]] void contradiction(const std::string& what) {
  throw std::invalid_argument(what);
}

/// Losses that tell holes from the rest.
bool has_hole_losses(const TrainOptions& o) {
  return o.lambda_valid > 0 || o.lambda_hole > 0 || o.lambda_style > 0 ||
         o.lambda_tv > 0;
}

bool needs_features(const TrainOptions& o) {
  return o.lambda_perceptual > 0 || o.lambda_style > 0;
}

void refuse_hole_metrics(const TrainOptions& o) {
  std::istringstream names(o.val_metrics + "," + o.best_metric);
  for (std::string name; std::getline(names, name, ',');)
    if (is_hole_metric(name))
      contradiction("'" + name +
                    "' is a figure of filled holes: add --holes, or choose "
                    "another for --best-metric and --val-metrics");
}

void check_holes(const TrainOptions& o) {
  const bool pconv = o.net_g.starts_with("pconv_");
  if (!o.fills_holes()) {
    if (!o.data.picture_dir.empty())
      contradiction(
          "--picture-dir: each picture is its own target, and there is nothing "
          "to learn without holes: add --holes random or --holes FOLDER");
    refuse_hole_metrics(o);
    if (pconv)
      contradiction("--netG " + o.net_g +
                    " fills holes: say which with --holes random or --holes "
                    "FOLDER");
    if (has_hole_losses(o))
      contradiction(
          "--lambda-valid, --lambda-hole, --lambda-style and --lambda-tv are "
          "for pictures with holes: add --holes random, or leave them out");
    return;
  }
  if (pconv && o.mask_input != "channel")
    contradiction("--netG " + o.net_g +
                  " needs to know its holes: leave out --mask-input " +
                  o.mask_input);
  if (o.data.channels.a != o.data.channels.b)
    contradiction(
        "--holes are filled with what the picture is made of: "
        "--input_nc and --output_nc must be the same, found " +
        std::to_string(o.data.channels.a) + " and " +
        std::to_string(o.data.channels.b));
  if (o.lambda_bce > 0 || o.lambda_dice > 0)
    contradiction(
        "--lambda-bce and --lambda-dice are for masks to be found, not for "
        "--holes to be filled: leave one out");
}

void check_losses(const TrainOptions& o) {
  const bool reconstructs = o.lambda_l1 > 0 || o.lambda_bce > 0 ||
                            o.lambda_dice > 0 || o.lambda_ssim > 0 ||
                            o.lambda_perceptual > 0 || has_hole_losses(o);
  const GanMode mode = gan_mode_from_string(o.gan_mode);
  if (mode == GanMode::kNone && !reconstructs)
    contradiction(
        "--gan_mode none with every --lambda at 0 leaves nothing to learn: "
        "choose --lambda_L1 1 or another loss");
  if (mode == GanMode::kNone && o.pool_size > 0)
    contradiction(
        "--pool_size " + std::to_string(o.pool_size) +
        " is for a discriminator, and --gan_mode none has none: leave one out");
  if (mode == GanMode::kWgangp && o.norm == "batch" && o.batch_size > 1)
    contradiction(
        "--gan_mode wgangp penalises each sample's gradient, --norm batch "
        "mixes samples: use --norm instance or --batch_size 1");
}

void check_similarity(const TrainOptions& o) {
  if (o.lambda_ssim > 0 && o.crop_size < kSsimWindow)
    contradiction("--lambda-ssim needs --crop_size " +
                  std::to_string(kSsimWindow) + " or more, found " +
                  std::to_string(o.crop_size));
}

void check_features(const TrainOptions& o) {
  constexpr int kLeastCrop = 32;
  const std::string option =
      o.lambda_perceptual > 0 ? "--lambda-perceptual" : "--lambda-style";
  if (needs_features(o) && o.features.empty())
    contradiction(option + " needs --features FILE: VGG weights");
  if (!needs_features(o) && !o.features.empty())
    contradiction("--features '" + o.features.string() +
                  "' is for --lambda-perceptual or --lambda-style, which are "
                  "0: give one a weight");
  if (needs_features(o) && o.crop_size < kLeastCrop)
    contradiction(option + " needs --crop_size " + std::to_string(kLeastCrop) +
                  " or more, found " + std::to_string(o.crop_size));
  if (!o.features.empty() && o.features == o.val_features)
    contradiction(
        "--features and --val-features are the same file: a distance is no "
        "figure when it has been trained on");
  const int channels = o.data.channels.b;
  if (needs_features(o) && channels != 1 && channels != 3)
    contradiction(option + " needs grey or colour targets, found " +
                  std::to_string(channels) + " channels");
}

std::shared_ptr<VggFeatures> features_of(const TrainOptions& options) {
  auto features =
      std::make_shared<VggFeatures>(VggFeatures::load(options.features));
  if (options.fills_holes() && features->poolings() < kFeaturePoolings)
    contradiction("--features '" + options.features.string() + "' end after " +
                  std::to_string(features->poolings()) +
                  " poolings, the losses of filled holes need " +
                  std::to_string(kFeaturePoolings) +
                  ": blocks 1 to 3 and conv4_1");
  return features;
}

}  // namespace

void check_options(const TrainOptions& o) {
  check_options(o.data);
  check_holes(o);
  check_losses(o);
  check_similarity(o);
  check_features(o);
  if (o.upsample != "transposed" && o.upsample != "resize")
    contradiction("upsample '" + o.upsample +
                  "' is unknown; known: transposed, resize");
  if (o.upsample == "resize" && !o.net_g.starts_with("unet_"))
    contradiction("--upsample resize is for a U-Net, --netG is " + o.net_g +
                  ": leave one out");
  if (o.freeze_encoder_norm && !o.net_g.starts_with("pconv_"))
    contradiction("--freeze-encoder-norm is for a pconv_N, --netG is " +
                  o.net_g + ": leave one out");
  if (o.freeze_encoder_norm && o.init_from.empty() && !o.continue_train)
    contradiction(
        "--freeze-encoder-norm keeps the statistics of a first stage: name its "
        "model with --init-from");
  if (o.full_size_features > 0 && !o.net_g.starts_with("unet_"))
    contradiction("--full-size-features is for a U-Net, --netG is " + o.net_g +
                  ": leave one out");
  if (o.continue_train && !o.init_from.empty())
    contradiction(
        "--resume goes on with a run's own weights, --init-from begins with "
        "other ones: leave one out");
  if (o.schedule.epochs() < 1)
    contradiction("--n_epochs and --n_epochs_decay are both 0: give one");
  if (o.name.empty()) contradiction("--name is empty: the run needs one");
  if (o.ema >= 1.0) contradiction("--ema 1 never moves: choose below 1");
}

ModelSpec generator_spec(const TrainOptions& options) {
  ModelSpec spec;
  set_architecture(options, spec);
  spec.mask_input = mask_input_of(options);
  spec.in_channels =
      options.data.channels.a + (spec.mask_input == MaskInput::kChannel);
  spec.out_channels = options.data.channels.b;
  spec.in_channel_order = channel_order(picture_channels(spec));
  spec.out_channel_order = channel_order(spec.out_channels);
  spec.norm = norm_spec(options);
  spec.unet.conv_bias = spec.resnet.conv_bias = spec.pconv.conv_bias =
      needs_bias(options);
  if (options.upsample == "resize") spec.unet.upsampling = Upsampling::kResize;
  spec.unet.full_size_features = options.full_size_features;
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
  check_innermost_norm(options, spec);
  validate(spec);
  return spec;
}

PatchGanSpec discriminator_spec(const TrainOptions& options) {
  PatchGanSpec spec{
      .in_channels = options.data.channels.a +
                     (mask_input_of(options) == MaskInput::kChannel) +
                     options.data.channels.b,
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
  check_judged_size(options, spec);
  return spec;
}

Pix2PixOptions step_options(const TrainOptions& options) {
  if (options.precision != "fp32" && options.precision != "bf16")
    throw std::invalid_argument("precision '" + options.precision +
                                "' is unknown; known: fp32, bf16");
  ReconstructionOptions reconstruction{.l1 = options.lambda_l1,
                                       .bce = options.lambda_bce,
                                       .dice = options.lambda_dice,
                                       .ssim = options.lambda_ssim,
                                       .perceptual = options.lambda_perceptual,
                                       .valid = options.lambda_valid,
                                       .hole = options.lambda_hole,
                                       .style = options.lambda_style,
                                       .variation = options.lambda_tv};
  if (needs_features(options)) reconstruction.features = features_of(options);
  return {.gan_mode = gan_mode_from_string(options.gan_mode),
          .reconstruction = reconstruction,
          .adam = {.lr = options.lr, .beta1 = options.beta1},
          .bf16 = options.precision == "bf16",
          .pool_size = options.pool_size};
}

Validation validation_of(const TrainOptions& options) {
  std::vector<std::string> names;
  std::istringstream all(options.val_metrics);
  for (std::string name; std::getline(all, name, ',');) names.push_back(name);
  if (names.empty()) {
    names.push_back("pictures");
    if (kinds_in_order(options.data).b == PictureKind::kMask)
      names.push_back("masks");
    if (options.fills_holes()) names.push_back("holes");
    if (!options.val_features.empty()) {
      names.push_back("perceptual");
      if (options.fills_holes()) names.push_back("perceptual@hole");
    }
  }
  return Validation(names, options.best_metric,
                    {.features = options.val_features});
}

Schedule schedule_of(const TrainOptions& options) {
  Schedule schedule = options.schedule;
  schedule.policy = rate_policy_from_string(options.lr_policy);
  return schedule;
}

}  // namespace p2p
