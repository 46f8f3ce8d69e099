// SPDX-License-Identifier: MIT
// A runtime of a version that no plugin wants.
#include "models/runtime/pix2pix_runtime.h"

extern "C" __attribute__((visibility("default"))) const P2pRuntime*
p2p_runtime() {
  static const P2pRuntime table{999,     "old",   nullptr, nullptr,
                                nullptr, nullptr, nullptr, nullptr};
  return &table;
}
