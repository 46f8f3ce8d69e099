// SPDX-License-Identifier: MIT
// The runtime's engine with an owner and exceptions.
#pragma once

#include <memory>
#include <string>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// What the user asked for.
struct FilterSettings {
  std::string model;  ///< path; empty: not set
  std::string device = "auto";
  P2pPrecision precision = P2P_PRECISION_AUTO;
  P2pNormStats norm_stats = P2P_NORM_STATS_AUTO;
  int threads = 0;       ///< of the CPU; 0: all cores
  int tile_size = 0;     ///< pixels; 0: whole frames
  int memory_limit = 0;  ///< MiB; 0: none
};

/// A loaded model. Every function may throw ElementError.
class Engine {
 public:
  Engine(const P2pRuntime& runtime, const FilterSettings& settings);

  const P2pEngineInfo& info() const { return info_; }
  /// Makes the next frame of this size as fast as those after it.
  void prepare(int width, int height);
  /// Submits one frame and waits for it.
  void process(const P2pJob& job);

 private:
  struct Free {
    void (*engine_free)(P2pEngine*);
    void operator()(P2pEngine* engine) const { engine_free(engine); }
  };

  const P2pRuntime& runtime_;
  std::unique_ptr<P2pEngine, Free> engine_;
  P2pEngineInfo info_{};
};

}  // namespace p2p
