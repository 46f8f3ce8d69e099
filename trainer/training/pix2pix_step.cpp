// SPDX-License-Identifier: MIT
// Discriminator, then generator.
#include "trainer/training/pix2pix_step.h"

#include <ATen/ops/cat.h>

#include "trainer/training/autocast.h"

namespace p2p {
namespace {

/// Moves a network and gives its convolution weights the layout in which
/// oneDNN and cuDNN are fastest.
template <typename Network>
Network& prepare(Network& network, torch::Device device) {
  const torch::NoGradGuard no_grad;
  network.to(device);
  for (torch::Tensor& parameter : network.parameters())
    if (parameter.dim() == 4)
      parameter.set_data(
          parameter.contiguous(torch::MemoryFormat::ChannelsLast));
  return network;
}

void set_requires_grad(torch::nn::Module& network, bool value) {
  for (torch::Tensor& parameter : network.parameters())
    parameter.requires_grad_(value);
}

torch::Tensor to_device(const torch::Tensor& values, torch::Device device) {
  return values.to(device).contiguous(torch::MemoryFormat::ChannelsLast);
}

}  // namespace

Pix2PixStep::Pix2PixStep(std::shared_ptr<Generator> generator,
                         PatchGan discriminator, const Pix2PixOptions& options,
                         torch::Device device)
    : generator_(std::move(generator)),
      discriminator_(std::move(discriminator)),
      options_(options),
      device_(device),
      generator_adam_(prepare(*generator_, device), options.adam),
      discriminator_adam_(prepare(*discriminator_, device), options.adam) {}

torch::Tensor Pix2PixStep::judge(const torch::Tensor& a,
                                 const torch::Tensor& b) {
  return discriminator_->forward(at::cat({a, b}, 1));
}

NamedLosses Pix2PixStep::operator()(const Batch& batch) {
  const torch::Tensor a = to_device(batch.a, device_);
  const torch::Tensor b = to_device(batch.b, device_);
  torch::Tensor output, fake_loss, real_loss, gan, l1;
  {
    const Autocast autocast(device_, options_.bf16);
    output = generator_->forward(a);
    fake_loss = gan_loss(options_.gan_mode, judge(a, output.detach()), false);
    real_loss = gan_loss(options_.gan_mode, judge(a, b), true);
  }
  discriminator_adam_.zero_grad();
  ((fake_loss + real_loss) * 0.5).backward();
  discriminator_adam_.step();

  set_requires_grad(*discriminator_, false);
  {
    const Autocast autocast(device_, options_.bf16);
    gan = gan_loss(options_.gan_mode, judge(a, output), true);
    l1 = p2p::l1_loss(output, b);
  }
  generator_adam_.zero_grad();
  (gan + l1 * options_.lambda_l1).backward();
  generator_adam_.step();
  set_requires_grad(*discriminator_, true);

  return {{"G_GAN", gan.item<double>()},
          {"G_L1", l1.item<double>()},
          {"D_real", real_loss.item<double>()},
          {"D_fake", fake_loss.item<double>()}};
}

void Pix2PixStep::set_lr(double lr) {
  generator_adam_.set_lr(lr);
  discriminator_adam_.set_lr(lr);
}

}  // namespace p2p
