// SPDX-License-Identifier: MIT
// What all launches share; for .cu files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cuda_runtime.h>
#include <limits>
#include <stdexcept>
#include <string>

namespace p2p::cuda {

inline void check_launch(const char* kernel) {
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess)
    throw std::runtime_error(
        std::string("CUDA kernel ") + kernel +
        " could not be launched: " + cudaGetErrorString(error));
}

inline constexpr unsigned kThreads = 256;

/// Blocks for one thread a piece. Pieces are counted in 32 bits, which divide
/// much faster than 64: throws std::runtime_error where they do not suffice.
inline unsigned blocks_for(size_t pieces) {
  if (pieces > std::numeric_limits<uint32_t>::max() - kThreads)
    throw std::runtime_error(
        "frames are too large for the CUDA kernels: scale them down, or choose "
        "kernels plain");
  return static_cast<unsigned>((pieces + kThreads - 1) / kThreads);
}

}  // namespace p2p::cuda
