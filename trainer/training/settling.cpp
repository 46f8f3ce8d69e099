// SPDX-License-Identifier: MIT
// Estimate, freeze.
#include "trainer/training/settling.h"

#include "models/networks/norm.h"

namespace p2p {

void estimate_running_stats(Generator& generator, PairLoader& loader,
                            int pictures) {
  const torch::NoGradGuard no_grad;
  const torch::Device device = generator.parameters().front().device();
  generator.eval();
  reset_running_stats(generator);
  set_norm_mode(generator, NormMode::kEstimate);
  int done = 0;
  for (int i = 0; i < loader.batches() && done < pictures; ++i) {
    const Batch batch = loader.next();
    for (const torch::Tensor& a : batch.a.split(1))
      if (done++ < pictures) generator.forward(a.to(device));
  }
}

void freeze_running_stats(Generator& generator) {
  generator.eval();
  set_norm_mode(generator, NormMode::kRunning);
}

bool has_running_stats(const ModelSpec& spec) {
  return spec.norm.kind == NormKind::kBatch;
}

}  // namespace p2p
