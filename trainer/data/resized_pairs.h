// SPDX-License-Identifier: MIT
// Decorators: pairs of one size, kept in memory, turned round, chosen.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <vector>

#include "trainer/data/pair_source.h"
#include "trainer/data/picture_kind.h"

namespace p2p {

/// How a pair comes to the size that is trained on.
enum class Preprocess {
  kResize,  ///< to a square, whatever its shape; then a crop
  kScale,   ///< so that its shorter side fits, shape kept; then a crop
  kCrop,    ///< a crop of the picture as it is
  kNone     ///< the whole picture, reflected up to the network's multiple
};

/// A decorator: what it does not say comes from `pairs`.
class PairDecorator : public PairSource {
 public:
  explicit PairDecorator(PairSourcePtr pairs) : pairs_(std::move(pairs)) {}
  size_t size() const override { return pairs_->size(); }
  Pair get(size_t index) const override { return pairs_->get(index); }
  std::string name(size_t index) const override { return pairs_->name(index); }

 protected:
  const PairSource& pairs() const { return *pairs_; }

 private:
  PairSourcePtr pairs_;
};

/// Every pair at size x size (kResize), with a shorter side of `size` (kScale),
/// or as it is. Regions are resized as masks.
class ResizedPairs : public PairDecorator {
 public:
  ResizedPairs(PairSourcePtr pairs, int size, PairKinds kinds = {},
               Preprocess preprocess = Preprocess::kResize)
      : PairDecorator(std::move(pairs)),
        size_(size),
        kinds_(kinds),
        preprocess_(preprocess) {}
  Pair get(size_t index) const override;

 private:
  int size_;
  PairKinds kinds_;
  Preprocess preprocess_;
};

/// Input and target exchanged.
class SwappedPairs : public PairDecorator {
 public:
  using PairDecorator::PairDecorator;
  Pair get(size_t index) const override;
};

/// Every pixel counts, whatever the pairs say.
class WithoutRegions : public PairDecorator {
 public:
  using PairDecorator::PairDecorator;
  Pair get(size_t index) const override;
};

/// Keeps pairs in memory after their first use, up to `limit` bytes.
class CachedPairs : public PairDecorator {
 public:
  CachedPairs(PairSourcePtr pairs, size_t limit);
  Pair get(size_t index) const override;

 private:
  size_t limit_;
  mutable std::mutex mutex_;  ///< guards the two below
  mutable std::vector<Pair> kept_;
  mutable size_t used_ = 0;
};

/// Some of the pairs, in the order of `indices`.
class ChosenPairs : public PairDecorator {
 public:
  ChosenPairs(PairSourcePtr pairs, std::vector<size_t> indices)
      : PairDecorator(std::move(pairs)), indices_(std::move(indices)) {}
  size_t size() const override { return indices_.size(); }
  Pair get(size_t index) const override { return pairs().get(indices_[index]); }
  std::string name(size_t index) const override {
    return pairs().name(indices_[index]);
  }

 private:
  std::vector<size_t> indices_;
};

/// Gives the next readable pair in place of one that cannot be read, and says
/// so once for each on stderr. Which pair comes depends on the files alone.
/// Throws what the first one threw if none can be read.
class SkippingPairs : public PairDecorator {
 public:
  using PairDecorator::PairDecorator;
  Pair get(size_t index) const override;

 private:
  void tell(size_t index, const std::exception& error) const;

  mutable std::mutex mutex_;  ///< guards the one below
  mutable std::set<size_t> told_;
};

/// Indices of one fold of `count` pairs (`fold` from 1 to `folds`), or of all
/// the others. The folds are of equal size but for one, each pair is in exactly
/// one of them, and which one depends on count and folds alone. Throws
/// std::invalid_argument for a fold that would be empty or is not there.
std::vector<size_t> fold_indices(size_t count, int folds, int fold,
                                 bool others);

}  // namespace p2p
