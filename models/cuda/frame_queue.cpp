// SPDX-License-Identifier: MIT
// Gather, upload, compute, download, scatter.
#include "models/cuda/frame_queue.h"

#include <utility>

namespace p2p::cuda {
namespace {

/// Lays frames out one behind the other; returns the bytes of all.
size_t pack(std::span<const P2pFrame> frames,
            std::vector<PackedFrame>& packed) {
  packed.clear();
  size_t bytes = 0;
  for (const P2pFrame& frame : frames)
    bytes += packed.emplace_back(frame).bytes;
  return bytes;
}

void view(std::span<const P2pFrame> frames,
          const std::vector<PackedFrame>& packed, uint8_t* block,
          std::vector<P2pFrame>& views) {
  views.clear();
  for (size_t i = 0; i < frames.size(); ++i) {
    views.push_back(view_of(packed[i], frames[i], block));
    block += packed[i].bytes;
  }
}

}  // namespace

FrameQueue::FrameQueue(cudaStream_t stream, Compute compute)
    : stream_(stream), compute_(std::move(compute)) {}

FrameQueue::~FrameQueue() {
  // The slots' memory may still be in use.
  for (const cudaStream_t stream : {to_device_.get(), stream_, to_host_.get()})
    (void)cudaStreamSynchronize(stream);
}

FramePlan::Ticket FrameQueue::enqueue(const FrameJob& job) {
  Slot& slot = slots_[last_ % slots_.size()];
  finish(slot);
  if (job.memory == FrameMemory::kDevice)
    start_on_device(slot, job);
  else
    start_on_host(slot, job);
  return slot.ticket = ++last_;
}

void FrameQueue::wait(FramePlan::Ticket ticket) {
  for (Slot& slot : slots_)
    if (slot.ticket == ticket) finish(slot);
}

void FrameQueue::start_on_device(Slot& slot, const FrameJob& job) {
  slot.targets.clear();
  compute_(job);
  slot.done.record(stream_);
}

void FrameQueue::start_on_host(Slot& slot, const FrameJob& job) {
  upload(slot, job);
  const size_t bytes = pack(job.outputs, slot.packed_out);
  slot.host_out.reserve(bytes);
  slot.device_out.reserve(bytes);
  view(job.outputs, slot.packed_out, slot.device_out.data(), slot.outputs);
  slot.targets.assign(job.outputs.begin(), job.outputs.end());
  slot.uploaded.hold_back(stream_);
  compute_({slot.inputs, job.input_format, slot.outputs, job.output_format,
            FrameMemory::kDevice});
  slot.computed.record(stream_);
  download(slot, bytes);
}

void FrameQueue::upload(Slot& slot, const FrameJob& job) {
  const size_t bytes = pack(job.inputs, slot.packed_in);
  slot.host_in.reserve(bytes);
  slot.device_in.reserve(bytes);
  view(job.inputs, slot.packed_in, slot.device_in.data(), slot.inputs);
  uint8_t* block = slot.host_in.data();
  for (const PackedFrame& packed : slot.packed_in) {
    gather(packed, block);
    block += packed.bytes;
  }
  check(cudaMemcpyAsync(slot.device_in.data(), slot.host_in.data(), bytes,
                        cudaMemcpyHostToDevice, to_device_.get()),
        "copying a frame to the device");
  ++copies_.to_device;
  slot.uploaded.record(to_device_.get());
}

void FrameQueue::download(Slot& slot, size_t bytes) {
  slot.computed.hold_back(to_host_.get());
  check(cudaMemcpyAsync(slot.host_out.data(), slot.device_out.data(), bytes,
                        cudaMemcpyDeviceToHost, to_host_.get()),
        "copying a frame to the host");
  ++copies_.to_host;
  slot.done.record(to_host_.get());
}

void FrameQueue::finish(Slot& slot) {
  if (slot.ticket == 0) return;
  slot.ticket = 0;  // a job that fails is over, too
  slot.done.wait();
  const uint8_t* block = slot.host_out.data();
  for (size_t i = 0; i < slot.targets.size(); ++i) {
    scatter(slot.packed_out[i], slot.targets[i], block);
    block += slot.packed_out[i].bytes;
  }
}

}  // namespace p2p::cuda
