// SPDX-License-Identifier: MIT
// Ctrl-C as a question instead of an end.
#pragma once

namespace p2p {

/// While it lives, SIGINT, SIGTERM and SIGHUP (a terminal that is gone) are
/// only noted; a second one ends the process as usual. One at a time per
/// process.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// The signal that came; 0: none.
  int received() const;
};

}  // namespace p2p
