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

// Line drawings on grey paper to photographs. There is no one right colour, so
// the discriminator counts for more than on maps, and is not let forget.
constexpr const char* kSketches = R"(
task = "sketches to photographs"
direction = "AtoB"
input_nc = 1
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

constexpr Preset kPresets[] = {
    {"maps", kMaps},
    {"scenes", kScenes},
    {"sketches", kSketches},
};

}  // namespace

std::span<const Preset> presets() { return kPresets; }

}  // namespace p2p
