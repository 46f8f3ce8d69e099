// SPDX-License-Identifier: MIT
// Constant, falling, settling.
#include "trainer/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace p2p {

RatePolicy rate_policy_from_string(const std::string& text) {
  if (text == "linear") return RatePolicy::kLinear;
  if (text == "step") return RatePolicy::kStep;
  if (text == "cosine") return RatePolicy::kCosine;
  if (text == "plateau") return RatePolicy::kPlateau;
  throw std::invalid_argument("lr_policy '" + text +
                              "' is unknown; known: linear, step, cosine, "
                              "plateau");
}

double Schedule::factor(int epoch) const {
  const double done =
      static_cast<double>(std::max(0, epoch - constant)) / (decay + 1);
  switch (policy) {
    case RatePolicy::kLinear:
      return 1.0 - done;
    case RatePolicy::kCosine:
      return (1.0 + std::cos(std::numbers::pi * done)) / 2.0;
    case RatePolicy::kStep:
      return std::pow(gamma, (epoch - 1) / step_epochs);
    case RatePolicy::kPlateau:
      return 1.0;
  }
  throw std::invalid_argument("unknown policy");
}

Plateau::Plateau(bool higher_is_better, int patience)
    : higher_is_better_(higher_is_better),
      patience_(patience),
      best_(higher_is_better ? -std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::infinity()) {}

bool Plateau::improves(double figure) const {
  constexpr double kThreshold = 0.01;
  return higher_is_better_ ? figure > best_ * (1.0 + kThreshold)
                           : figure < best_ * (1.0 - kThreshold);
}

void Plateau::observe(double figure) {
  constexpr double kFall = 0.2;
  if (improves(figure)) {
    best_ = figure;
    bad_epochs_ = 0;
  } else {
    ++bad_epochs_;
  }
  if (bad_epochs_ <= patience_) return;
  factor_ *= kFall;
  bad_epochs_ = 0;
}

void Plateau::restore(const State& state) {
  best_ = state.best;
  bad_epochs_ = state.bad_epochs;
  factor_ = state.factor;
}

double settling_factor(int step, int steps) {
  constexpr double kFirst = 0.25;
  return kFirst * (1.0 - static_cast<double>(step) / steps);
}

}  // namespace p2p
