// SPDX-License-Identifier: MIT
// A few hundred neighbouring pixels of a row: the unit of work of the CPU's
// converters, small enough for the stack and the first cache.
#pragma once

#include <cstdint>

namespace p2p {

/// Pixels that a run holds at most; a multiple of every chroma step.
inline constexpr int kRunLength = 256;

/// Room at the end of a buffer for the neighbours that chroma filters look at.
inline constexpr int kRunMargin = 16;

/// Runs are `length` pixels from `x` on in row `y`.
struct RunPosition {
  int x;
  int y;
  int length;
};

/// Three colours of a run, in R'G'B' or in network values.
struct ColourRun {
  alignas(64) float colour[3][kRunLength + kRunMargin];
};

/// 8-bit samples of a run.
struct SampleRun {
  alignas(64) uint8_t sample[kRunLength + kRunMargin];
};

}  // namespace p2p
