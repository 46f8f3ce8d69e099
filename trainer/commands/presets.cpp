// SPDX-License-Identifier: MIT
// The jobs of doc/training.md.
#include "trainer/commands/presets.h"

namespace p2p {
namespace {

// 24 epochs and settling: what models/pretrained/maps.md was trained with.
constexpr const char* kMaps = R"(
task = "maps"
direction = "AtoB"
netG = "unet_256"
ngf = 32
ndf = 64
load_size = 286
crop_size = 256
n_epochs = 12
n_epochs_decay = 12
settle-steps = 500
estimate-pictures = 200
)";

// For the pairs of `pix2pix-trainer scenes`: small and soon done.
constexpr const char* kScenes = R"(
task = "maps"
direction = "AtoB"
netG = "unet_256"
ngf = 16
ndf = 32
load_size = 286
crop_size = 256
n_epochs = 8
n_epochs_decay = 8
settle-steps = 400
estimate-pictures = 200
)";

// Line drawings to photographs; three channels as the element wants them. There
// is no one right colour, so the discriminator counts for more than on maps,
// and is not let forget.
constexpr const char* kSketches = R"(
task = "sketches to photographs"
direction = "AtoB"
netG = "unet_256"
ngf = 64
ndf = 64
load_size = 286
crop_size = 256
upsample = "resize"
gan_mode = "lsgan"
lambda_L1 = 50
pool_size = 50
ema = 0.999
n_epochs = 50
n_epochs_decay = 50
settle-steps = 1000
estimate-pictures = 200
best-metric = "SSIM"
)";

// Native size: crops of whole pictures, judged on whole pictures. Turned by
// right angles only: other ones blur what is a pixel wide.
constexpr const char* kVessels = R"(
task = "vessels"
direction = "AtoB"
output_nc = 1
b-kind = "mask"
folds = 5
fold = 1
preprocess = "crop"
crop_size = 256
augment-quarter-turns = true
augment-flip-vertical = true
augment-colour = 0.2
augment-noise = 2
draws = 196
batch_size = 2
netG = "unet_64"
ngf = 16
full-size-features = 16
ndf = 32
no_dropout = true
gan_mode = "none"
lambda_L1 = 0
lambda-bce = 1
lambda-dice = 1
lr = 1e-3
lr_policy = "cosine"
n_epochs = 0
n_epochs_decay = 60
ema = 0.998
settle-steps = 500
estimate-pictures = 100
best-metric = "Dice"
val-metrics = "masks"
val_epoch_freq = 2
)";

// Pictures and soft masks averaged to 256x256, trained with the options of a
// pix2pix that was published with figures for it: 40 epochs of 196 pairs, of
// which DRIVE has 16 beside its validation pictures, so that they come again
// and again. Whole pictures, as there: the fields of view do not count.
constexpr const char* kVessels256 = R"(
task = "vessels"
direction = "AtoB"
output_nc = 1
a-kind = "mask"
b-kind = "mask"
regions = "none"
folds = 5
fold = 1
preprocess = "resize"
load_size = 256
crop_size = 256
no_flip = true
draws = 196
batch_size = 1
netG = "unet_256"
ngf = 32
ndf = 32
gan_mode = "vanilla"
lambda_L1 = 100
lr = 2e-4
beta1 = 0.5
n_epochs = 40
n_epochs_decay = 0
settle-steps = 0
best-metric = "MSE"
)";

// Photographs with holes. What the arms share, so that they can be compared:
// size of the network, steps, holes of up to 60 % of a crop. One epoch on batch
// statistics, the rest on frozen ones; nothing is asked of the output outside
// the holes: doc/inpainting.md has what either gains.
constexpr const char* kInpainting = R"(
task = "inpainting"
holes = "random"
preprocess = "crop"
crop_size = 256
draws = 800
batch_size = 4
netG = "pconv_256"
ngf = 16
gan_mode = "none"
lambda_L1 = 0
lambda-hole = 6
lambda-ssim = 2
lambda-tv = 0.1
lr = 2e-3
lr_policy = "cosine"
n_epochs = 0
n_epochs_decay = 1
ema = 0.998
settle-steps = 4800
estimate-pictures = 200
best-metric = "PSNR"
val-metrics = "PSNR,SSIM,L1@hole,PSNR@hole,sharpness@hole"
val_epoch_freq = 5
val-pictures = 40
)";

// The paper's perceptual 0.05 and style 120 are for VGG-16's activations. These
// are for a VGG-19 of a sixteenth of its size, whose first ones are larger:
// doc/inpainting.md has the figures.
constexpr const char* kFeatureLosses = R"(
lambda-perceptual = 0.4
lambda-style = 0.01
)";

constexpr const char* kPlainSamples = R"(
fixed-samples = true
no_flip = true
)";

constexpr const char* kAugmentedSamples = R"(
augment-rotation = 10
augment-noise = 2
augment-colour = 0.4
augment-target-colour = true
)";

// As a pix2pix is trained: batch statistics first, and settled at the end.
constexpr const char* kInpaintPix2pix = R"(
netG = "unet_256"
no_dropout = true
ndf = 32
gan_mode = "vanilla"
lambda_L1 = 100
lambda-hole = 0
lambda-ssim = 0
lambda-tv = 0
lr = 2e-4
n_epochs_decay = 15
settle-steps = 2000
)";

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> all = {
      {"inpaint", {kInpainting, kFeatureLosses, kPlainSamples}},
      {"inpaint-augmented", {kInpainting, kFeatureLosses, kAugmentedSamples}},
      {"inpaint-pixel", {kInpainting, kAugmentedSamples}},
      {"inpaint-pix2pix", {kInpainting, kInpaintPix2pix, kAugmentedSamples}},
      {"maps", {kMaps}},
      {"scenes", {kScenes}},
      {"sketches", {kSketches}},
      {"vessels", {kVessels}},
      {"vessels-256", {kVessels256}},
  };
  return all;
}

}  // namespace p2p
