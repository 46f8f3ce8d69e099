// SPDX-License-Identifier: MIT
// Each call checked.
#include "models/cuda/resources.h"

#include <stdexcept>
#include <string>

namespace p2p::cuda {

void check(cudaError_t error, const char* doing) {
  if (error == cudaSuccess) return;
  (void)cudaGetLastError();  // reported here, not by the next launch
  throw std::runtime_error(std::string("CUDA failed while ") + doing + ": " +
                           cudaGetErrorString(error));
}

void Bytes::reserve(size_t size) {
  if (size <= size_) return;
  release();
  void* data = nullptr;
  if (kind_ == Kind::kPinned)
    check(cudaMallocHost(&data, size), "reserving page-locked memory");
  else
    check(cudaMalloc(&data, size), "reserving device memory");
  data_ = static_cast<uint8_t*>(data);
  size_ = size;
}

void Bytes::release() {
  if (kind_ == Kind::kPinned)
    cudaFreeHost(data_);
  else
    cudaFree(data_);
  data_ = nullptr;
  size_ = 0;
}

OwnStream::OwnStream() {
  check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking),
        "making a stream");
}

Event::Event(Use use) {
  const unsigned flags = use == Use::kTiming
                             ? cudaEventDefault
                             : static_cast<unsigned>(cudaEventDisableTiming) |
                                   static_cast<unsigned>(cudaEventBlockingSync);
  check(cudaEventCreateWithFlags(&event_, flags), "making an event");
}

void Event::record(cudaStream_t stream) {
  check(cudaEventRecord(event_, stream), "recording an event");
}

void Event::hold_back(cudaStream_t stream) const {
  check(cudaStreamWaitEvent(stream, event_, 0), "ordering two streams");
}

void Event::wait() const {
  check(cudaEventSynchronize(event_), "waiting for a frame");
}

float Event::milliseconds_since(const Event& earlier) const {
  float milliseconds = 0.0f;
  check(cudaEventElapsedTime(&milliseconds, earlier.event_, event_),
        "measuring a step");
  return milliseconds;
}

}  // namespace p2p::cuda
