// SPDX-License-Identifier: MIT
// From "auto", "cpu", "cuda" or "cuda:1" to a device that works.
#pragma once

#include <stdexcept>
#include <string>

#include <torch/types.h>

namespace p2p {

/// The device asked for cannot be had; the message says why and what to do.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct DeviceChoice {
  torch::Device device;
  std::string reason;  ///< "auto chose the CPU: no NVIDIA driver ..."
};

/// Must come before any other use of LibTorch in the process: LibTorch looks
/// for its CUDA half once and never again, so this loads it when a usable GPU
/// is there, whatever `request` says: a CUDA model may follow a CPU one. Any
/// thread; the work is done once. Throws DeviceError when a GPU is asked
/// for by name and cannot be used, std::invalid_argument for other words.
DeviceChoice choose_device(const std::string& request);

}  // namespace p2p
