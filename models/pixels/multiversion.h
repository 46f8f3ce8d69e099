// SPDX-License-Identifier: MIT
// Functions compiled once for each generation of processors.
#pragma once

// The loader takes the best one that runs here. Sanitizers instrument the
// choice itself, before their own start; other processors have their vectors
// in the base set.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define P2P_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define P2P_MULTIVERSION
#endif
