// SPDX-License-Identifier: MIT
// A network made ready for one device, precision, frame size and batch.
#pragma once

#include <string>
#include <vector>

#include "models/pixels/frame_planes.h"

namespace p2p {

/// Time of one step of a plan.
struct StepTime {
  std::string name;
  bool convolution = false;  ///< convolutions are what the arithmetic is about
  double milliseconds = 0.0;
};

/// Frames of a plan: all of one size.
struct PlanShape {
  int width = 0;   ///< padded to the network's multiple
  int height = 0;  ///< likewise
  int batch = 1;
  bool operator==(const PlanShape&) const = default;
};

class FramePlan;

/// Runs the network over pictures that were written to its input. Owns its
/// buffers; kernels of our own allocate nothing per frame, LibTorch's operators
/// do. Not thread-safe: one thread at a
/// time, always the same one.
class Plan {
 public:
  virtual ~Plan() = default;

  /// Where sample `index` of the batch is to be written, and where its result
  /// is, both in host memory and in the model's value range.
  virtual Planes input(int index) = 0;
  virtual Planes output(int index) = 0;

  virtual void forward() = 0;

  /// forward(), with the time of each step.
  virtual std::vector<StepTime> profile() = 0;

  /// This plan as one that reads and writes frames itself; null if frames have
  /// to go through input() and output().
  virtual FramePlan* frames() { return nullptr; }
};

}  // namespace p2p
