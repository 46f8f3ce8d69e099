// SPDX-License-Identifier: MIT
// A number set by a signal handler.
#include "trainer/training/stop_signal.h"

#include <csignal>

namespace p2p {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t stop_flag = 0;  ///< the signal that came

void on_signal(int number) {
  stop_flag = number;
  std::signal(number, SIG_DFL);
}

}  // namespace

StopSignal::StopSignal() {
  stop_flag = 0;
  for (const int number : kSignals)
    // nohup has it ignored.
    if (std::signal(number, on_signal) == SIG_IGN && number == SIGHUP)
      std::signal(number, SIG_IGN);
}

StopSignal::~StopSignal() {
  for (const int number : kSignals)
    if (std::signal(number, SIG_DFL) == SIG_IGN && number == SIGHUP)
      std::signal(number, SIG_IGN);
}

int StopSignal::received() const { return stop_flag; }

}  // namespace p2p
