// SPDX-License-Identifier: MIT
// A runtime whose LibTorch is not where the dynamic linker looks.
#include "models/runtime/pix2pix_runtime.h"

extern "C" int stub_of_libtorch();

extern "C" __attribute__((visibility("default"))) const P2pRuntime*
p2p_runtime() {
  return stub_of_libtorch() ? nullptr : nullptr;
}
