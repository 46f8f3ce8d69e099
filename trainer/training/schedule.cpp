// SPDX-License-Identifier: MIT
// Constant, linear decay, settling.
#include "trainer/training/schedule.h"

#include <algorithm>

namespace p2p {

double Schedule::factor(int epoch) const {
  return 1.0 - static_cast<double>(std::max(0, epoch - constant)) / (decay + 1);
}

double settling_factor(int step, int steps) {
  constexpr double kFirst = 0.25;
  return kFirst * (1.0 - static_cast<double>(step) / steps);
}

}  // namespace p2p
