// SPDX-License-Identifier: MIT
// Which steps a run has, and what comes when.
#pragma once

#include <cstdint>

#include "trainer/training/schedule.h"

namespace p2p {

/// The step that comes next: epochs from 1, steps of an epoch from 0. After the
/// last step of an epoch, what comes is its end.
struct Position {
  int epoch = 1;
  int step = 0;
  bool operator==(const Position&) const = default;
};

/// The epochs of a schedule, then those of settling, the last of which may be
/// shorter.
class RunPlan {
 public:
  /// `settle_steps` 0: no settling.
  RunPlan(const Schedule& schedule, int steps_per_epoch, int settle_steps);

  bool settling(int epoch) const { return epoch > schedule_.epochs(); }
  bool has_settling() const { return settle_steps_ > 0; }
  /// The first position of settling.
  Position settling_start() const { return {schedule_.epochs() + 1, 0}; }
  int last_epoch() const;
  int steps_of(int epoch) const;

  int64_t steps_before(const Position& position) const;
  int64_t steps_left(const Position& position) const;

  /// Share of the base rate in the step at `position`.
  double rate_factor(const Position& position) const;

 private:
  int64_t all_steps() const;
  int settled_before(int epoch) const;

  Schedule schedule_;
  int steps_per_epoch_;
  int settle_steps_;
};

}  // namespace p2p
