// SPDX-License-Identifier: MIT
// Which plan runs a network.
#pragma once

#include <string>

#include <torch/types.h>

#include "models/inference/precision.h"

namespace p2p {

/// The ways in which a network can be run. kPlain, LibTorch's operators one by
/// one, runs everything everywhere, and the others are measured against it.
/// kCuda has to be asked for: it has not been seen to agree with kPlain on a
/// GPU.
enum class Kernels { kAuto, kPlain, kOnednn, kAvx512, kCuda };

const char* to_string(Kernels kernels);
/// Throws std::invalid_argument naming the known ones.
Kernels kernels_from_string(const std::string& text);

struct KernelsChoice {
  Kernels kernels;  ///< never kAuto
  std::string reason;
};

/// The fastest for this device and processor, or what is wanted. Throws
/// SettingsError where that cannot run.
KernelsChoice choose_kernels(Kernels wanted, torch::Device device,
                             Precision precision);

}  // namespace p2p
