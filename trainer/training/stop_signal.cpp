// SPDX-License-Identifier: MIT
// A flag set by a signal handler.
#include "trainer/training/stop_signal.h"

#include <csignal>

namespace p2p {
namespace {

volatile std::sig_atomic_t stop_flag = 0;

void on_signal(int number) {
  stop_flag = 1;
  std::signal(number, SIG_DFL);
}

}  // namespace

StopSignal::StopSignal() {
  stop_flag = 0;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

StopSignal::~StopSignal() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool StopSignal::received() const { return stop_flag != 0; }

}  // namespace p2p
