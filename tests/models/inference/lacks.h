// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/inference/kernels.h"

namespace p2p::tests {

/// Why the CPU of this machine or this build cannot run it; empty if it can.
inline std::string lacks(Kernels kernels, Precision precision) {
  try {
    choose_kernels(kernels, torch::kCPU, precision);
    return "";
  } catch (const SettingsError& error) {
    return error.what();
  }
}

}  // namespace p2p::tests
