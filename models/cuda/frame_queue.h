// SPDX-License-Identifier: MIT
// Frames of host memory on their way to the GPU and back: two buffers each way,
// so that one job's copies overlap another's computation.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "models/cuda/packed_frame.h"
#include "models/cuda/resources.h"
#include "models/inference/frame_plan.h"

namespace p2p::cuda {

/// Jobs of one plan, in their order. One thread. Nothing is allocated for a job
/// whose frames are no larger than those before.
class FrameQueue {
 public:
  /// Queues the computation of a job in device memory on the stream.
  using Compute = std::function<void(const FrameJob& job)>;

  /// `compute` runs on `stream`.
  FrameQueue(cudaStream_t stream, Compute compute);
  /// Waits for the GPU; outputs that nobody waited for are not written.
  ~FrameQueue();
  FrameQueue(const FrameQueue&) = delete;
  FrameQueue& operator=(const FrameQueue&) = delete;

  FramePlan::Ticket enqueue(const FrameJob& job);
  void wait(FramePlan::Ticket ticket);
  CopyCount copies() const { return copies_; }

 private:
  /// What one job under way needs.
  struct Slot {
    Bytes host_in{Bytes::Kind::kPinned}, host_out{Bytes::Kind::kPinned};
    Bytes device_in{Bytes::Kind::kDevice}, device_out{Bytes::Kind::kDevice};
    Event uploaded, computed, done;
    std::vector<P2pFrame> inputs, outputs;  ///< on the device
    std::vector<P2pFrame> targets;          ///< in host memory; may be none
    std::vector<PackedFrame> packed_in, packed_out;
    FramePlan::Ticket ticket = 0;  ///< 0: free
  };

  void start_on_device(Slot& slot, const FrameJob& job);
  void start_on_host(Slot& slot, const FrameJob& job);
  void upload(Slot& slot, const FrameJob& job);
  void download(Slot& slot, size_t bytes);
  void finish(Slot& slot);

  cudaStream_t stream_;
  Compute compute_;
  OwnStream to_device_, to_host_;
  std::array<Slot, 2> slots_;
  FramePlan::Ticket last_ = 0;
  CopyCount copies_;
};

}  // namespace p2p::cuda
