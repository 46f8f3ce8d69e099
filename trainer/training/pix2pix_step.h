// SPDX-License-Identifier: MIT
// One training step of pix2pix (Isola et al. 2017, equation 4).
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/networks/generator.h"
#include "models/networks/patch_gan.h"
#include "trainer/data/pair_loader.h"
#include "trainer/training/adam.h"
#include "trainer/training/losses.h"

namespace p2p {

/// Names and values, in the order in which they are shown.
using NamedLosses = std::vector<std::pair<std::string, double>>;

struct Pix2PixOptions {
  GanMode gan_mode = GanMode::kVanilla;
  double lambda_l1 = 100.0;
  AdamOptions adam = {};
  bool bf16 = false;
};

/// Generator, discriminator and their optimisers. The discriminator steps
/// first, on the pair and on the generated picture, then the generator, with
/// the discriminator frozen:
///
///     D: 0.5 (BCE(D(a, G(a)), 0) + BCE(D(a, b), 1))
///     G: BCE(D(a, G(a)), 1) + lambda_l1 mean|G(a) - b|
class Pix2PixStep {
 public:
  /// Moves both networks to `device`, channels last.
  Pix2PixStep(std::shared_ptr<Generator> generator, PatchGan discriminator,
              const Pix2PixOptions& options, torch::Device device);

  /// Returns G_GAN, G_L1, D_real and D_fake as the original logs them.
  NamedLosses operator()(const Batch& batch);

  void set_lr(double lr);

  Generator& generator() { return *generator_; }
  PatchGan& discriminator() { return discriminator_; }
  Adam& generator_adam() { return generator_adam_; }
  Adam& discriminator_adam() { return discriminator_adam_; }
  torch::Device device() const { return device_; }

 private:
  torch::Tensor judge(const torch::Tensor& a, const torch::Tensor& b);

  std::shared_ptr<Generator> generator_;
  PatchGan discriminator_;
  Pix2PixOptions options_;
  torch::Device device_;
  Adam generator_adam_;
  Adam discriminator_adam_;
};

}  // namespace p2p
