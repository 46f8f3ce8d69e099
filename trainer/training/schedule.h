// SPDX-License-Identifier: MIT
// Learning rates over a run.
#pragma once

namespace p2p {

/// Epochs of a run, counted from 1. After `constant` and `decay` ones come
/// those that settle the network on frozen statistics.
struct Schedule {
  int constant = 100;
  int decay = 100;

  int epochs() const { return constant + decay; }

  /// Share of the base rate in `epoch`: 1, then linearly towards 0, which the
  /// last epoch does not reach: 1 - max(0, epoch - constant) / (decay + 1), as
  /// CUT computes it.
  double factor(int epoch) const;
};

/// Share of the base rate in `step` of `steps` (from 0) while settling: from a
/// quarter linearly towards 0.
double settling_factor(int step, int steps);

}  // namespace p2p
