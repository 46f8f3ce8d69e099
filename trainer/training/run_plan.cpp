// SPDX-License-Identifier: MIT
// Counting steps.
#include "trainer/training/run_plan.h"

#include <algorithm>

namespace p2p {

RunPlan::RunPlan(const Schedule& schedule, int steps_per_epoch,
                 int settle_steps)
    : schedule_(schedule),
      steps_per_epoch_(steps_per_epoch),
      settle_steps_(settle_steps) {}

int RunPlan::last_epoch() const {
  return schedule_.epochs() +
         (settle_steps_ + steps_per_epoch_ - 1) / steps_per_epoch_;
}

int RunPlan::settled_before(int epoch) const {
  return (epoch - schedule_.epochs() - 1) * steps_per_epoch_;
}

int RunPlan::steps_of(int epoch) const {
  if (!settling(epoch)) return steps_per_epoch_;
  return std::clamp(settle_steps_ - settled_before(epoch), 0, steps_per_epoch_);
}

int64_t RunPlan::all_steps() const {
  return static_cast<int64_t>(schedule_.epochs()) * steps_per_epoch_ +
         settle_steps_;
}

int64_t RunPlan::steps_before(const Position& position) const {
  // Only the last epoch is shorter than others.
  return std::min(all_steps(),
                  static_cast<int64_t>(position.epoch - 1) * steps_per_epoch_ +
                      position.step);
}

int64_t RunPlan::steps_left(const Position& position) const {
  return all_steps() - steps_before(position);
}

double RunPlan::rate_factor(const Position& position) const {
  if (!settling(position.epoch)) return schedule_.factor(position.epoch);
  return settling_factor(settled_before(position.epoch) + position.step,
                         settle_steps_);
}

}  // namespace p2p
