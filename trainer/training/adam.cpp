// SPDX-License-Identifier: MIT
// at::_fused_adam_ with its state.
#include "trainer/training/adam.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace p2p {

Adam::Adam(const torch::nn::Module& network, const AdamOptions& options)
    : options_(options) {
  for (const auto& item : network.named_parameters()) {
    const torch::Tensor& parameter = item.value();
    names_.push_back(item.key());
    parameters_.push_back(parameter);
    exp_avg_.push_back(at::zeros_like(parameter.detach()));
    exp_avg_sq_.push_back(at::zeros_like(parameter.detach()));
    steps_.push_back(at::zeros({}, parameter.options().dtype(torch::kFloat)));
  }
}

void Adam::zero_grad() {
  for (torch::Tensor& parameter : parameters_)
    parameter.mutable_grad() = torch::Tensor();
}

void Adam::step() {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> parameters, gradients, exp_avg, exp_avg_sq, steps;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (!parameters_[i].grad().defined()) continue;
    parameters.push_back(parameters_[i]);
    gradients.push_back(parameters_[i].grad());
    exp_avg.push_back(exp_avg_[i]);
    exp_avg_sq.push_back(exp_avg_sq_[i]);
    steps.push_back(steps_[i]);
  }
  if (parameters.empty()) return;
  at::_foreach_add_(steps, 1);  // one kernel on a GPU
  at::_fused_adam_(parameters, gradients, exp_avg, exp_avg_sq,
                   /*max_exp_avg_sqs=*/{}, steps, options_.lr, options_.beta1,
                   options_.beta2, /*weight_decay=*/0.0, options_.eps,
                   /*amsgrad=*/false, /*maximize=*/false);
}

void Adam::restart() {
  for (const auto* tensors : {&exp_avg_, &exp_avg_sq_, &steps_})
    for (const torch::Tensor& tensor : *tensors) tensor.zero_();
}

NamedTensors Adam::state() const {
  NamedTensors state;
  for (size_t i = 0; i < names_.size(); ++i) {
    state.emplace_back(names_[i] + ".exp_avg", exp_avg_[i]);
    state.emplace_back(names_[i] + ".exp_avg_sq", exp_avg_sq_[i]);
    state.emplace_back(names_[i] + ".step", steps_[i]);
  }
  return state;
}

}  // namespace p2p
