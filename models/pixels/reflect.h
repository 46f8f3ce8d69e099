// SPDX-License-Identifier: MIT
// Reflection without repeating the edge, for any distance.
#pragma once

#include "models/pixels/value_range.h"

namespace p2p {

/// The index in 0 to n-1 that `i` >= 0 mirrors to: for n = 4 the sequence is
/// 0 1 2 3 2 1 0 1 ...; for n = 1 it is 0.
P2P_HOST_DEVICE inline int reflect_index(int i, int n) {
  if (n == 1) return 0;
  const int period = 2 * (n - 1);
  const int phase = i % period;
  return phase < n ? phase : period - phase;
}

}  // namespace p2p
