// SPDX-License-Identifier: MIT
// Batch and instance norm on one code path.
#include "models/networks/norm.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/instance_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

namespace p2p {

NormImpl::NormImpl(const NormSpec& spec, int64_t channels) : spec_(spec) {
  if (spec.kind == NormKind::kNone) return;
  if (spec.affine) {
    weight = register_parameter("weight", torch::ones({channels}));
    bias = register_parameter("bias", torch::zeros({channels}));
  }
  if (spec.kind == NormKind::kInstance) return;
  running_mean = register_buffer("running_mean", torch::zeros({channels}));
  running_var = register_buffer("running_var", torch::ones({channels}));
  num_batches_tracked = register_buffer(
      "num_batches_tracked", torch::zeros({}, torch::dtype(torch::kLong)));
}

torch::Tensor NormImpl::forward(const torch::Tensor& x) {
  switch (spec_.kind) {
    case NormKind::kNone:
      return x;
    case NormKind::kInstance:
      return at::instance_norm(x, weight, bias, {}, {},
                               /*use_input_stats=*/true,
                               /*momentum=*/0.0, spec_.eps,
                               /*cudnn_enabled=*/true);
    case NormKind::kBatch:
      return normalise_batch(x);
  }
  TORCH_CHECK(false, "unknown norm");
}

torch::Tensor NormImpl::normalise_batch(const torch::Tensor& x) {
  switch (mode_) {
    case NormMode::kFrame:
      // Instance norm's arithmetic: samples of a batch must not mix.
      return at::instance_norm(x, weight, bias, {}, {},
                               /*use_input_stats=*/true,
                               /*momentum=*/0.0, spec_.eps,
                               /*cudnn_enabled=*/true);
    case NormMode::kRunning:
      return at::batch_norm(x, weight, bias, running_mean, running_var,
                            /*training=*/false, /*momentum=*/0.0, spec_.eps,
                            /*cudnn_enabled=*/true);
    case NormMode::kTrain:
    case NormMode::kEstimate:
      return at::batch_norm(x, weight, bias, running_mean, running_var,
                            /*training=*/true, newest_share(), spec_.eps,
                            /*cudnn_enabled=*/true);
  }
  TORCH_CHECK(false, "unknown norm mode");
}

double NormImpl::newest_share() {
  num_batches_tracked.add_(1);
  if (mode_ == NormMode::kTrain) return spec_.momentum;
  return 1.0 / num_batches_tracked.item<double>();
}

void NormImpl::reset_running_stats() {
  if (spec_.kind != NormKind::kBatch) return;
  running_mean.zero_();
  running_var.fill_(1.0);
  num_batches_tracked.zero_();
}

namespace {

template <typename Visit>
void for_each_norm(torch::nn::Module& module, Visit visit) {
  module.apply([&visit](torch::nn::Module& child) {
    if (auto* norm = child.as<NormImpl>()) visit(*norm);
  });
}

}  // namespace

void set_norm_mode(torch::nn::Module& module, NormMode mode) {
  for_each_norm(module, [mode](NormImpl& norm) { norm.set_mode(mode); });
}

void reset_running_stats(torch::nn::Module& module) {
  for_each_norm(module, [](NormImpl& norm) { norm.reset_running_stats(); });
}

NormMode mode_for(NormStats stats) {
  return stats == NormStats::kFrame ? NormMode::kFrame : NormMode::kRunning;
}

}  // namespace p2p
