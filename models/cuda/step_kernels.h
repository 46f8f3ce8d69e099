// SPDX-License-Identifier: MIT
// The passes of a list of steps as kernels.
#pragma once

#include "models/cuda/pixel_kernels.h"
#include "models/cuda/step_runner.h"

namespace p2p::cuda {

/// Queues kernels on a stream and waits for none. Throws std::runtime_error
/// with CUDA's words if a launch fails.
class P2P_CUDA_EXPORT StepKernels : public StepRunner {
 public:
  explicit StepKernels(Stream stream) : stream_(stream) {}

  void finish(const Finish& pass, PlaneType type) override;
  void measure(const Statistics& pass, PlaneType type) override;
  void reflect(const Area& area) override;

 private:
  Stream stream_;
};

}  // namespace p2p::cuda
