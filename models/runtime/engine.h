// SPDX-License-Identifier: MIT
// A backend and the thread on which all of it happens.
#pragma once

#include <future>
#include <memory>

#include "models/runtime/backend.h"
#include "models/runtime/pix2pix_runtime.h"
#include "models/runtime/worker.h"

/// What the C table hands out. Its functions may be called from any thread and
/// throw; the backend sees one thread only.
struct P2pEngine {
 public:
  /// Loads the model and prepares it for its training size.
  explicit P2pEngine(const P2pEngineOptions& options);
  /// Finishes the frames in flight.
  ~P2pEngine();

  const P2pEngineInfo& info() const { return info_; }
  void prepare(int width, int height);
  /// The job is checked at once, its pixels used until the ticket is done.
  std::future<void> submit(const P2pJob& job);

 private:
  void load(const P2pEngineOptions& options);

  std::unique_ptr<p2p::Backend> backend_;
  P2pEngineInfo info_{};
  p2p::Worker worker_;  // last: its jobs use the members above
};
