// SPDX-License-Identifier: MIT
// Finds and opens the runtime, which brings LibTorch into the process.
#pragma once

#include <string>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Where things are, so that tests can put them elsewhere.
struct RuntimeLocation {
  std::string runtime;  ///< path of the library with the C table
  /// Folder of the libtorch_cpu.so that the runtime was built with; empty
  /// checks nothing.
  std::string libtorch_dir;
};

/// PIX2PIX_RUNTIME if set, else where it was installed.
RuntimeLocation default_runtime_location();

/// Opens the runtime, for the life of the process, or finds it open. Throws
/// ElementError when the library or LibTorch is missing, when another LibTorch
/// is in the process already, or when the version is not ours.
const P2pRuntime& load_runtime(const RuntimeLocation& location);

}  // namespace p2p
