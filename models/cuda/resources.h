// SPDX-License-Identifier: MIT
// CUDA's memory, streams and events as objects. All belong to the device that
// is current when they are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cuda_runtime_api.h>

namespace p2p::cuda {

/// Throws std::runtime_error with what was being done and CUDA's words.
void check(cudaError_t error, const char* doing);

/// Page-locked host memory or device memory, kept while it suffices.
class Bytes {
 public:
  enum class Kind { kPinned, kDevice };

  explicit Bytes(Kind kind) : kind_(kind) {}
  ~Bytes() { release(); }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  /// Drops the content where the memory has to grow.
  void reserve(size_t size);
  uint8_t* data() const { return data_; }

 private:
  void release();

  Kind kind_;
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

/// A stream that no other work waits for.
class OwnStream {
 public:
  OwnStream();
  ~OwnStream() { cudaStreamDestroy(stream_); }
  OwnStream(const OwnStream&) = delete;
  OwnStream& operator=(const OwnStream&) = delete;
  cudaStream_t get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

/// A point in a stream's work.
class Event {
 public:
  enum class Use {
    kOrder,  ///< waiting threads sleep
    kTiming,
  };

  explicit Event(Use use = Use::kOrder);
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream);
  /// Work queued on `stream` from now on waits for this.
  void hold_back(cudaStream_t stream) const;
  /// The calling thread waits.
  void wait() const;
  /// Both with timing, both reached.
  float milliseconds_since(const Event& earlier) const;

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace p2p::cuda
