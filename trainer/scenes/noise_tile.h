// SPDX-License-Identifier: MIT
// A square of fractal noise that repeats without a seam.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

class NoiseTile {
 public:
  /// Octaves of value noise with 2^first ... 2^last cells per tile; `fade` is
  /// the amplitude of each octave relative to the one before.
  struct Octaves {
    int first, last;
    float fade;
  };

  NoiseTile(Key key, Octaves octaves);

  /// Smooth, about -1 ... 1, at a place in tiles: repeats with period 1.
  float operator()(double u, double v) const;

 private:
  static constexpr int kSize = 512;
  std::vector<float> values_;
};

}  // namespace p2p::scenes
