// SPDX-License-Identifier: MIT
// Ctrl-C as a question instead of an end.
#pragma once

namespace p2p {

/// While it lives, SIGINT and SIGTERM only set a flag; a second one ends the
/// process as usual. One at a time per process.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  bool received() const;
};

}  // namespace p2p
