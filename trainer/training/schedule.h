// SPDX-License-Identifier: MIT
// Learning rates over a run.
#pragma once

#include <string>

namespace p2p {

/// How the rate falls: kLinear and kCosine after the constant epochs, kStep
/// every few epochs, kPlateau when a figure no longer improves (see Plateau).
enum class RatePolicy { kLinear, kStep, kCosine, kPlateau };

RatePolicy rate_policy_from_string(const std::string& text);

/// Epochs of a run, counted from 1. After `constant` and `decay` ones come
/// those that settle the network on frozen statistics.
struct Schedule {
  int constant = 100;
  int decay = 100;
  RatePolicy policy = RatePolicy::kLinear;
  int step_epochs = 50;  ///< kStep: epochs from one fall to the next
  double gamma = 0.1;    ///< kStep: what is left after each fall

  int epochs() const { return constant + decay; }

  /// Share of the base rate in `epoch`. With d epochs past the constant ones,
  /// kLinear: 1 - d / (decay + 1), which the last epoch does not bring to 0, as
  /// CUT computes it; kCosine: (1 + cos(pi d / (decay + 1))) / 2, PyTorch's
  /// CosineAnnealingLR; kStep: gamma ^ floor((epoch - 1) / step_epochs),
  /// PyTorch's StepLR; kPlateau: 1.
  double factor(int epoch) const;
};

/// When a figure has not improved by 1 % for more than `patience` epochs, the
/// rate falls to a fifth: PyTorch's ReduceLROnPlateau with the original's
/// numbers (factor 0.2, threshold 0.01, patience 5).
class Plateau {
 public:
  explicit Plateau(bool higher_is_better, int patience = 5);

  /// Takes the figure of an epoch. NaN counts as no improvement.
  void observe(double figure);
  /// Share of the rate that the schedule gives.
  double factor() const { return factor_; }

  /// Everything observe() has changed, to be restored when a run goes on.
  struct State {
    double best;  ///< infinite before the first figure
    int bad_epochs;
    double factor;
  };
  State state() const { return {best_, bad_epochs_, factor_}; }
  void restore(const State& state);

 private:
  bool improves(double figure) const;

  bool higher_is_better_;
  int patience_;
  double best_;
  int bad_epochs_ = 0;
  double factor_ = 1.0;
};

/// Share of the base rate in `step` of `steps` (from 0) while settling: from a
/// quarter linearly towards 0.
double settling_factor(int step, int steps);

}  // namespace p2p
