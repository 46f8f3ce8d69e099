// SPDX-License-Identifier: MIT
// A copy of the generator, brought into the state in which it will be run.
#pragma once

#include <memory>
#include <string>

#include "trainer/data/pair_loader.h"
#include "trainer/training/validation.h"

namespace p2p {

/// Validates a generator without touching it, in the mode in which the element
/// will run it, and remembers the best.
class Examination {
 public:
  /// `mode`: of the model that is to come out. `pairs` may be nullptr: then
  /// there are no figures.
  Examination(const ModelSpec& spec, NormMode mode, Validation validation,
              PairSourcePtr pairs);

  bool possible() const { return pairs_ != nullptr; }
  NormMode mode() const { return mode_; }
  size_t pictures() const { return pairs_ ? pairs_->size() : 0; }
  const Validation& validation() const { return validation_; }

  /// Copies the candidate with its statistics.
  void take(const Generator& candidate);
  /// Gives the copy statistics averaged over pictures of the loader's epoch.
  void estimate(PairLoader& loader, int pictures);
  Generator& copy() { return *copy_; }

  NamedFigures figures(NormMode mode);
  /// What figures() found last in mode(); empty before.
  const NamedFigures& last() const { return last_; }

  /// Whether these figures, of `epoch`, are the best so far; remembers them.
  bool consider(const NamedFigures& figures, int epoch);

  struct Best {
    int epoch = 0;  ///< 0: none yet
    NamedFigures figures;
  };
  const Best& best() const { return best_; }
  void restore(const Best& best) { best_ = best; }

 private:
  ModelSpec spec_;
  NormMode mode_;
  Validation validation_;
  PairSourcePtr pairs_;
  std::shared_ptr<Generator> copy_;
  NamedFigures last_;
  Best best_;
};

/// The first `count` pairs; all if that is 0 or more than there are.
PairSourcePtr first_pairs(PairSourcePtr pairs, int count);

}  // namespace p2p
