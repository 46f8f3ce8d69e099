// SPDX-License-Identifier: MIT
// The normalisation layer of all networks, with its statistics made explicit.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include "models/weights/model_spec.h"

namespace p2p {

/// Which statistics a batch norm layer uses, whatever train() or eval() say.
/// Instance norm always uses each sample's own.
enum class NormMode {
  kTrain,     ///< the batch's; running ones follow with the spec's momentum
  kEstimate,  ///< the batch's; running ones become their cumulative average
  kFrame,     ///< each sample's own, touching no buffer
  kRunning,   ///< the stored ones
};

/// Batch, instance or no normalisation of [N, C, H, W]. Parameters and buffers
/// carry PyTorch's names: weight, bias, running_mean, running_var,
/// num_batches_tracked.
class NormImpl : public torch::nn::Module {
 public:
  NormImpl(const NormSpec& spec, int64_t channels);

  /// Same shape and type out as in; parameters may be fp32 under a half input.
  torch::Tensor forward(const torch::Tensor& x);

  void set_mode(NormMode mode) { mode_ = mode; }
  /// Forgets the running statistics, for kEstimate to start from nothing.
  void reset_running_stats();

  torch::Tensor weight, bias;
  torch::Tensor running_mean, running_var, num_batches_tracked;

 private:
  torch::Tensor normalise_batch(const torch::Tensor& x);
  double newest_share();

  NormSpec spec_;
  NormMode mode_ = NormMode::kTrain;
};
TORCH_MODULE(Norm);

/// Sets the mode of every Norm inside `module`.
void set_norm_mode(torch::nn::Module& module, NormMode mode);
/// Resets the running statistics of every Norm inside `module`.
void reset_running_stats(torch::nn::Module& module);

NormMode mode_for(NormStats stats);

}  // namespace p2p
