// SPDX-License-Identifier: MIT
// One training step of pix2pix (Isola et al. 2017, equation 4).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/networks/generator.h"
#include "models/networks/patch_gan.h"
#include "trainer/data/pair_loader.h"
#include "trainer/training/adam.h"
#include "trainer/training/gan_loss.h"
#include "trainer/training/image_pool.h"
#include "trainer/training/reconstruction.h"

namespace p2p {

/// Names and values, in the order in which they are shown.
using NamedLosses = std::vector<std::pair<std::string, double>>;

struct Pix2PixOptions {
  GanMode gan_mode = GanMode::kVanilla;
  ReconstructionOptions reconstruction = {};
  AdamOptions adam = {};
  bool bf16 = false;
  int pool_size = 0;  ///< generated pictures that the discriminator sees again
};

/// Generator, discriminator and their optimisers. The discriminator steps
/// first, on the pair and on the generated picture, then the generator, with
/// the discriminator frozen:
///
///     D: 0.5 (BCE(D(a, G(a)), 0) + BCE(D(a, b), 1))
///     G: BCE(D(a, G(a)), 1) + 100 mean|G(a) - b|
///
/// and likewise for the other GAN modes; with kWgangp the critic's loss is not
/// halved and has 10 times the gradient penalty. With kNone only the generator
/// is trained, on the reconstruction terms.
class Pix2PixStep {
 public:
  /// Moves both networks to `device`, channels last. With GanMode::kNone the
  /// discriminator is not used and may be empty.
  Pix2PixStep(std::shared_ptr<Generator> generator, PatchGan discriminator,
              const Pix2PixOptions& options, torch::Device device);

  /// Returns G_GAN, G_L1 (and other terms), D_real and D_fake as the original
  /// logs them, then g_loss and d_loss: what each network descends, the terms
  /// with their weights.
  NamedLosses operator()(const Batch& batch);

  /// One step on the mean of the losses of several batches of one size, for
  /// batches that do not fit into memory at once: without dropout, and with
  /// norms that do not mix samples, the same as one batch of them all. The
  /// generator runs twice as often.
  NamedLosses operator()(std::span<const Batch> parts);

  void set_lr(double lr);
  double lr() const { return generator_adam_.lr(); }

  /// Lets the generator's optimiser begin anew, for when its gradients change
  /// of a sudden.
  void restart_generator_adam() { generator_adam_.restart(); }

  Generator& generator() { return *generator_; }
  PatchGan& discriminator() { return discriminator_; }
  torch::Device device() const { return device_; }

  /// Weights and optimisers of both networks under their names, sharing
  /// memory: saving reads them, resuming copies into them.
  NamedTensors state() const;
  ImagePool& pool() { return pool_; }

 private:
  bool judged() const { return options_.gan_mode != GanMode::kNone; }
  torch::Tensor generate(const Batch& part);
  void learn_to_judge(const Batch& part, const torch::Tensor& output,
                      double share);
  void learn_to_generate(const Batch& part, const torch::Tensor& output,
                         double share);
  torch::Tensor penalty(const torch::Tensor& real, const torch::Tensor& fake);
  void note(const char* name, const torch::Tensor& value, double share);

  std::shared_ptr<Generator> generator_;
  PatchGan discriminator_;
  Pix2PixOptions options_;
  torch::Device device_;
  Adam generator_adam_;
  std::optional<Adam> discriminator_adam_;
  ImagePool pool_;
  std::vector<std::pair<std::string, torch::Tensor>> noted_;
};

/// Moves a network and gives its convolution weights the layout in which oneDNN
/// and cuDNN are fastest. To be done before an optimiser is made.
torch::nn::Module& prepare_network(torch::nn::Module& network,
                                   torch::Device device);

}  // namespace p2p
