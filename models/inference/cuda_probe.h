// SPDX-License-Identifier: MIT
// Is there a GPU that LibTorch's CUDA half could use? Asked of the driver
// alone, before LibTorch is touched.
#pragma once

#include <string>
#include <vector>

namespace p2p {

/// One GPU as its driver describes it.
struct CudaDevice {
  std::string name;
  int capability = 0;  ///< 10 * major + minor, 75 for Turing
};

struct CudaProbe {
  /// By CUDA's own numbering. Empty if there is no usable driver.
  std::vector<CudaDevice> devices;
  /// Why devices cannot be used: what was found and what is wanted. Empty if
  /// all is well.
  std::string problem;
};

/// CUDA 13.0 needs driver R580 (its API version is 13000) and compute
/// capability 7.5.
constexpr int kLeastDriverVersion = 13000;
constexpr int kLeastCapability = 75;

/// Loads libcuda.so.1 if it is there and asks it. Makes no context.
CudaProbe probe_cuda();

/// "12.4" for 12040.
std::string cuda_version_text(int version);

}  // namespace p2p
