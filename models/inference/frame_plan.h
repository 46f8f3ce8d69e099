// SPDX-License-Identifier: MIT
// Frames through a plan that takes them as they are, several under way at once.
#pragma once

#include <cstdint>
#include <span>

#include "models/pixels/planes.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Where the pixels of a job's frames lie.
enum class FrameMemory {
  kHost,
  /// Of the plan's device, in its primary context; no other work on them is
  /// under way.
  kDevice,
};

/// One frame for each sample of a plan, and where the results go: as many, of
/// one size, none overlapping another.
struct FrameJob {
  std::span<const P2pFrame> inputs;
  PlaneFormat input_format;
  std::span<const P2pFrame> outputs;
  PlaneFormat output_format;
  FrameMemory memory = FrameMemory::kHost;
};

/// Copies of a frame's pixels over the bus, since the plan was made.
struct CopyCount {
  int64_t to_device = 0;
  int64_t to_host = 0;
};

/// A plan seen as a queue of frames. The same thread as the plan's.
class FramePlan {
 public:
  using Ticket = uint64_t;

  virtual ~FramePlan() = default;

  /// Starts a job, behind those that were started before. Its pixels (not the
  /// structs) must stay valid until wait() has returned. With as many jobs
  /// under way as there are buffers, finishes the oldest first. Throws
  /// std::invalid_argument for frames that do not fit.
  virtual Ticket enqueue(const FrameJob& job) = 0;

  /// Returns when the outputs of this job are written.
  virtual void wait(Ticket ticket) = 0;

  virtual CopyCount copies() const = 0;
};

}  // namespace p2p
