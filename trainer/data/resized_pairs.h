// SPDX-License-Identifier: MIT
// Decorators: pairs of one size, pairs kept in memory, pairs turned round.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "trainer/data/pair_source.h"

namespace p2p {

/// uint8 [H, W, C] to [height, width, C], bicubic with antialiasing: Pillow's
/// filter (a = -0.5), which the PyTorch original uses.
torch::Tensor resize_bicubic(const torch::Tensor& picture, int height,
                             int width);

/// Every pair at size x size, whatever its shape was.
class ResizedPairs : public PairSource {
 public:
  ResizedPairs(PairSourcePtr pairs, int size)
      : pairs_(std::move(pairs)), size_(size) {}
  size_t size() const override { return pairs_->size(); }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override { return pairs_->name(index); }

 private:
  PairSourcePtr pairs_;
  int size_;
};

/// Input and target exchanged.
class SwappedPairs : public PairSource {
 public:
  explicit SwappedPairs(PairSourcePtr pairs) : pairs_(std::move(pairs)) {}
  size_t size() const override { return pairs_->size(); }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override { return pairs_->name(index); }

 private:
  PairSourcePtr pairs_;
};

/// Keeps pairs in memory after their first use, up to `limit` bytes.
class CachedPairs : public PairSource {
 public:
  CachedPairs(PairSourcePtr pairs, size_t limit);
  size_t size() const override { return pairs_->size(); }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override { return pairs_->name(index); }

 private:
  PairSourcePtr pairs_;
  size_t limit_;
  mutable std::mutex mutex_;  ///< guards the two below
  mutable std::vector<Pair> kept_;
  mutable size_t used_ = 0;
};

}  // namespace p2p
