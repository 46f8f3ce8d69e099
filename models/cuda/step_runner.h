// SPDX-License-Identifier: MIT
// Who carries out the passes of a list of steps: the GPU's kernels, or loops
// over the same arithmetic in tests.
#pragma once

#include "models/cuda/finish.h"
#include "models/cuda/moments.h"

namespace p2p::cuda {

/// All pointers are the runner's own kind of memory.
class StepRunner {
 public:
  virtual ~StepRunner() = default;

  virtual void finish(const Finish& pass, PlaneType type) = 0;
  /// Fills parts, scale and shift.
  virtual void measure(const Statistics& pass, PlaneType type) = 0;
  virtual void reflect(const Area& area) = 0;
};

}  // namespace p2p::cuda
