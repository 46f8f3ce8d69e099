// SPDX-License-Identifier: MIT
// Resizing through LibTorch, caching behind a mutex.
#include "trainer/data/resized_pairs.h"

#include <utility>

#include <ATen/ops/_upsample_bicubic2d_aa.h>

namespace p2p {

torch::Tensor resize_bicubic(const torch::Tensor& picture, int height,
                             int width) {
  if (picture.size(0) == height && picture.size(1) == width) return picture;
  const torch::Tensor planar = picture.permute({2, 0, 1}).unsqueeze(0);
  return at::_upsample_bicubic2d_aa(planar, {height, width},
                                    /*align_corners=*/false)
      .squeeze(0)
      .permute({1, 2, 0})
      .contiguous();
}

Pair ResizedPairs::get(size_t index) const {
  const Pair pair = pairs_->get(index);
  return {resize_bicubic(pair.a, size_, size_),
          resize_bicubic(pair.b, size_, size_)};
}

Pair SwappedPairs::get(size_t index) const {
  Pair pair = pairs_->get(index);
  std::swap(pair.a, pair.b);
  return pair;
}

CachedPairs::CachedPairs(PairSourcePtr pairs, size_t limit)
    : pairs_(std::move(pairs)), limit_(limit), kept_(pairs_->size()) {}

Pair CachedPairs::get(size_t index) const {
  {
    const std::lock_guard lock(mutex_);
    if (kept_[index].a.defined()) return kept_[index];
  }
  const Pair pair = pairs_->get(index);
  const size_t bytes = pair.a.nbytes() + pair.b.nbytes();
  const std::lock_guard lock(mutex_);
  if (!kept_[index].a.defined() && used_ + bytes <= limit_) {
    kept_[index] = pair;
    used_ += bytes;
  }
  return pair;
}

}  // namespace p2p
