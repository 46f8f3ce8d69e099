// SPDX-License-Identifier: MIT
// How long a call takes.
#pragma once

#include <chrono>

namespace p2p {

/// Wall-clock time.
template <typename Function>
double milliseconds_of(const Function& function) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  function();
  return std::chrono::duration<double, std::milli>(Clock::now() - start)
      .count();
}

}  // namespace p2p
