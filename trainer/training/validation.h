// SPDX-License-Identifier: MIT
// How good a generator is while it is trained: figures by name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/networks/generator.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"
#include "trainer/data/pair_source.h"

namespace p2p {

/// Names and values, in the order in which they are shown.
using NamedFigures = std::vector<std::pair<std::string, double>>;

/// The figures of a run, one of which decides what is best.
class Validation {
 public:
  /// `best`: name of the deciding figure. Throws std::invalid_argument that
  /// lists the known ones.
  explicit Validation(const std::string& best);

  /// Means over `pairs`, run as the element runs them.
  NamedFigures measure(Generator& generator, const ModelSpec& spec,
                       NormMode mode, const PairSource& pairs) const;

  const std::string& best_name() const { return best_; }
  double deciding(const NamedFigures& figures) const;
  bool higher_is_better() const;
  /// Whether `value` is better than `other`; NaN never is.
  bool better(double value, double other) const;

 private:
  std::string best_;
};

/// "L1 0.0412  PSNR 24.50 ..."
std::string to_text(const NamedFigures& figures);

}  // namespace p2p
