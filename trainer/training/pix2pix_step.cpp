// SPDX-License-Identifier: MIT
// Discriminator, then generator.
#include "trainer/training/pix2pix_step.h"

#include <algorithm>

#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/stack.h>

#include "trainer/training/autocast.h"

namespace p2p {
namespace {

/// Gulrajani et al. 2017, algorithm 1.
constexpr double kPenaltyWeight = 10.0;

void set_requires_grad(torch::nn::Module& network, bool value) {
  for (torch::Tensor& parameter : network.parameters())
    parameter.requires_grad_(value);
}

torch::Tensor to_device(const torch::Tensor& values, torch::Device device) {
  if (!values.defined()) return values;
  // Page-locked memory is copied without waiting; LibTorch keeps it until then.
  const torch::Tensor there =
      device.is_cuda() ? values.pin_memory().to(device, /*non_blocking=*/true)
                       : values.to(device);
  return there.contiguous(torch::MemoryFormat::ChannelsLast);
}

Batch to_device(const Batch& batch, torch::Device device) {
  Batch there;
  there.a = to_device(batch.a, device);
  there.b = to_device(batch.b, device);
  there.weights = to_device(batch.weights, device);
  there.holes = to_device(batch.holes, device);
  return there;
}

/// The order in which losses are shown, whatever order they came in.
int rank(const std::string& name) {
  if (name == "G_GAN") return 0;
  if (name.starts_with("G_")) return 1;
  if (name.starts_with("D_")) return 2;
  return name == "g_loss" ? 3 : 4;
}

}  // namespace

torch::nn::Module& prepare_network(torch::nn::Module& network,
                                   torch::Device device) {
  const torch::NoGradGuard no_grad;
  network.to(device);
  for (torch::Tensor& parameter : network.parameters())
    if (parameter.dim() == 4)
      parameter.set_data(
          parameter.contiguous(torch::MemoryFormat::ChannelsLast));
  return network;
}

Pix2PixStep::Pix2PixStep(std::shared_ptr<Generator> generator,
                         PatchGan discriminator, const Pix2PixOptions& options,
                         torch::Device device)
    : generator_(std::move(generator)),
      discriminator_(std::move(discriminator)),
      options_(options),
      device_(device),
      generator_adam_(prepare_network(*generator_, device), options.adam),
      pool_(options.pool_size) {
  if (options_.reconstruction.features)
    options_.reconstruction.features->to(
        device, options.bf16 ? torch::kBFloat16 : torch::kFloat);
  if (judged())
    discriminator_adam_.emplace(prepare_network(*discriminator_, device),
                                options.adam);
}

NamedLosses Pix2PixStep::operator()(const Batch& batch) {
  return (*this)(std::span(&batch, 1));
}

NamedLosses Pix2PixStep::operator()(std::span<const Batch> parts) {
  noted_.clear();
  const double share = 1.0 / static_cast<double>(parts.size());
  std::vector<Batch> here;
  for (const Batch& part : parts) here.push_back(to_device(part, device_));
  // One batch needs its picture only once; of many, no graph could be kept.
  const bool once = here.size() == 1;
  torch::Tensor output;
  if (judged()) {
    discriminator_adam_->zero_grad();
    for (const Batch& part : here) {
      const c10::AutoGradMode keep_graph(once);
      output = generate(part);
      learn_to_judge(part, output.detach(), share);
    }
    discriminator_adam_->step();
    set_requires_grad(*discriminator_, false);
  }
  generator_adam_.zero_grad();
  for (const Batch& part : here) {
    if (!once || !judged()) output = generate(part);
    learn_to_generate(part, output, share);
  }
  generator_adam_.step();
  if (judged()) set_requires_grad(*discriminator_, true);

  // Read at once: each read waits for a GPU.
  std::vector<torch::Tensor> values;
  for (const auto& [name, value] : noted_)
    values.push_back(value.to(torch::kDouble));
  const torch::Tensor read = at::stack(values).cpu();
  NamedLosses losses;
  for (size_t i = 0; i < noted_.size(); ++i)
    losses.emplace_back(noted_[i].first, read.const_data_ptr<double>()[i]);
  std::stable_sort(losses.begin(), losses.end(),
                   [](const auto& x, const auto& y) {
                     return rank(x.first) < rank(y.first);
                   });
  return losses;
}

torch::Tensor Pix2PixStep::generate(const Batch& part) {
  const Autocast autocast(device_, options_.bf16);
  return generator_->forward(part.a);
}

void Pix2PixStep::learn_to_judge(const Batch& part, const torch::Tensor& output,
                                 double share) {
  const c10::AutoGradMode with_graph(true);
  const bool critic = options_.gan_mode == GanMode::kWgangp;
  const torch::Tensor fake = pool_.exchange(at::cat({part.a, output}, 1));
  const torch::Tensor real = at::cat({part.a, part.b}, 1);
  torch::Tensor fake_loss, real_loss;
  {
    const Autocast autocast(device_, options_.bf16);
    fake_loss =
        gan_loss(options_.gan_mode, discriminator_->forward(fake), false);
    real_loss =
        gan_loss(options_.gan_mode, discriminator_->forward(real), true);
  }
  torch::Tensor loss = (fake_loss + real_loss) * (critic ? 1.0 : 0.5);
  note("D_real", real_loss, share);
  note("D_fake", fake_loss, share);
  if (critic) {
    const torch::Tensor extra = penalty(real, fake);
    note("D_penalty", extra, share);
    loss = loss + extra * kPenaltyWeight;
  }
  note("d_loss", loss, share);
  (loss * share).backward();
}

torch::Tensor Pix2PixStep::penalty(const torch::Tensor& real,
                                   const torch::Tensor& fake) {
  // In fp32: it is a gradient's gradient.
  const torch::Tensor mix = at::rand({real.size(0), 1, 1, 1}).to(device_);
  return gradient_penalty(
      [this](const torch::Tensor& x) { return discriminator_->forward(x); },
      real, fake.to(torch::kFloat), mix);
}

void Pix2PixStep::learn_to_generate(const Batch& part,
                                    const torch::Tensor& output, double share) {
  torch::Tensor sum;
  if (judged()) {
    const Autocast autocast(device_, options_.bf16);
    sum = gan_loss(options_.gan_mode,
                   discriminator_->forward(at::cat({part.a, output}, 1)), true);
    note("G_GAN", sum, share);
  }
  for (const LossTerm& term : reconstruction_terms(
           options_.reconstruction, output, part.b, part.weights, part.holes)) {
    note(term.name, term.value, share);
    const torch::Tensor weighted = term.value * term.weight;
    sum = sum.defined() ? sum + weighted : weighted;
  }
  note("g_loss", sum, share);
  (sum * share).backward();
}

void Pix2PixStep::note(const char* name, const torch::Tensor& value,
                       double share) {
  const torch::Tensor part = value.detach() * share;
  for (auto& [known, sum] : noted_)
    if (known == name) {
      sum = sum + part;
      return;
    }
  noted_.emplace_back(name, part);
}

void Pix2PixStep::set_lr(double lr) {
  generator_adam_.set_lr(lr);
  if (discriminator_adam_) discriminator_adam_->set_lr(lr);
}

NamedTensors Pix2PixStep::state() const {
  NamedTensors all;
  const auto add = [&all](const std::string& prefix, const NamedTensors& part) {
    for (const auto& [name, tensor] : part)
      all.emplace_back(prefix + name, tensor);
  };
  add("generator.", state_of(*generator_));
  add("generator_adam.", generator_adam_.state());
  if (judged()) {
    add("discriminator.", state_of(*discriminator_));
    add("discriminator_adam.", discriminator_adam_->state());
  }
  return all;
}

}  // namespace p2p
