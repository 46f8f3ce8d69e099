// SPDX-License-Identifier: MIT
// Exponential moving average.
#include "trainer/training/weight_average.h"

#include <algorithm>

#include "trainer/training/pix2pix_step.h"

namespace p2p {
namespace {

double kept_share(int64_t step, double decay) {
  const auto t = static_cast<double>(step);
  return std::min(decay, (1.0 + t) / (10.0 + t));
}

void copy_buffers(Generator& target, const Generator& source) {
  auto to = target.named_buffers();
  for (const auto& item : source.named_buffers())
    to[item.key()].copy_(item.value());
}

}  // namespace

void copy_state(Generator& target, const Generator& source) {
  const torch::NoGradGuard no_grad;
  auto to = target.named_parameters();
  for (const auto& item : source.named_parameters())
    to[item.key()].copy_(item.value());
  copy_buffers(target, source);
}

WeightAverage::WeightAverage(std::shared_ptr<Generator> average,
                             const Generator& source, double decay)
    : average_(std::move(average)), decay_(decay) {
  prepare_network(*average_, source.parameters().front().device());
  for (torch::Tensor& parameter : average_->parameters())
    parameter.requires_grad_(false);
  copy_state(*average_, source);
}

void WeightAverage::follow(const Generator& source) {
  const torch::NoGradGuard no_grad;
  const double newest = 1.0 - kept_share(steps_++, decay_);
  auto to = average_->named_parameters();
  for (const auto& item : source.named_parameters())
    to[item.key()].lerp_(item.value(), newest);
  copy_buffers(*average_, source);
}

}  // namespace p2p
