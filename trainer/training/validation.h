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
#include "trainer/evaluation/metric.h"

namespace p2p {

/// Names and values, in the order in which they are shown.
using NamedFigures = std::vector<std::pair<std::string, double>>;

/// The figures of a run, one of which decides what is best.
class Validation {
 public:
  /// `names` as make_metrics() takes them; the deciding figure, `best`, is
  /// added if it is not among them. Throws std::invalid_argument that lists the
  /// known ones.
  Validation(const std::vector<std::string>& names, const std::string& best,
             const MetricOptions& options = {});

  /// Means over `pairs`, run as the element runs them.
  NamedFigures measure(Generator& generator, const ModelSpec& spec,
                       NormMode mode, const PairSource& pairs) const;

  const std::string& best_name() const { return metrics_[best_].name; }
  /// Whether the deciding one of these figures is better than that of others.
  bool better(const NamedFigures& figures, const NamedFigures& others) const;

  /// The deciding figure for a plateau to follow: as it is, or for figures of
  /// which 1 is right, the distance from it.
  double progress(const NamedFigures& figures) const;
  bool progress_rises() const;

  /// "L1 0.0412  PSNR 24.50 ..."
  std::string text(const NamedFigures& figures) const;

 private:
  double deciding(const NamedFigures& figures) const;

  std::vector<Metric> metrics_;
  size_t best_ = 0;
};

}  // namespace p2p
