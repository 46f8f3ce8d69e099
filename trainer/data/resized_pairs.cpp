// SPDX-License-Identifier: MIT
// Small things around a list of pairs.
#include "trainer/data/resized_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "trainer/data/random.h"
#include "trainer/data/resize.h"

namespace p2p {
namespace {

struct Size {
  int height, width;
};

Size wanted_size(const torch::Tensor& picture, int size,
                 Preprocess preprocess) {
  const auto height = static_cast<int>(picture.size(0));
  const auto width = static_cast<int>(picture.size(1));
  switch (preprocess) {
    case Preprocess::kResize:
      return {size, size};
    case Preprocess::kScale: {
      const double scale = static_cast<double>(size) / std::min(height, width);
      return {static_cast<int>(std::lround(height * scale)),
              static_cast<int>(std::lround(width * scale))};
    }
    case Preprocess::kCrop:
    case Preprocess::kNone:
      return {height, width};
  }
  throw std::invalid_argument("unknown way to a size");
}

}  // namespace

Pair ResizedPairs::get(size_t index) const {
  Pair pair = pairs().get(index);
  const auto [height, width] = wanted_size(pair.a, size_, preprocess_);
  const bool one_picture = pair.b.is_same(pair.a) && kinds_.a == kinds_.b;
  pair.a = resize(pair.a, height, width, kinds_.a);
  pair.b = one_picture ? pair.a : resize(pair.b, height, width, kinds_.b);
  if (pair.region.defined())
    pair.region = resize(pair.region, height, width, PictureKind::kMask);
  return pair;
}

Pair SwappedPairs::get(size_t index) const {
  Pair pair = pairs().get(index);
  std::swap(pair.a, pair.b);
  return pair;
}

Pair WithoutRegions::get(size_t index) const {
  Pair pair = pairs().get(index);
  pair.region.reset();
  return pair;
}

CachedPairs::CachedPairs(PairSourcePtr pairs, size_t limit)
    : PairDecorator(std::move(pairs)), limit_(limit), kept_(size()) {}

Pair CachedPairs::get(size_t index) const {
  {
    const std::lock_guard lock(mutex_);
    if (kept_[index].a.defined()) return kept_[index];
  }
  const Pair pair = pairs().get(index);
  const size_t bytes = bytes_of(pair);
  const std::lock_guard lock(mutex_);
  if (!kept_[index].a.defined() && used_ + bytes <= limit_) {
    kept_[index] = pair;
    used_ += bytes;
  }
  return pair;
}

Pair SkippingPairs::get(size_t index) const {
  std::exception_ptr first;
  for (size_t tried = 0; tried < size(); ++tried) {
    const size_t at = (index + tried) % size();
    try {
      return pairs().get(at);
    } catch (const std::exception& error) {
      if (!first) first = std::current_exception();
      tell(at, error);
    }
  }
  std::rethrow_exception(first);
}

void SkippingPairs::tell(size_t index, const std::exception& error) const {
  const std::lock_guard lock(mutex_);
  if (told_.insert(index).second)
    std::fprintf(stderr, "skipped: %s\n", error.what());
}

std::vector<size_t> fold_indices(size_t count, int folds, int fold,
                                 bool others) {
  if (folds < 2 || static_cast<size_t>(folds) > count)
    throw std::invalid_argument("--folds is " + std::to_string(folds) +
                                ", but " + std::to_string(count) +
                                " pairs can be split into 2 to " +
                                std::to_string(count) + " folds");
  if (fold < 1 || fold > folds)
    throw std::invalid_argument("--fold is " + std::to_string(fold) +
                                ", wanted is 1 to " + std::to_string(folds));
  constexpr uint64_t kSeed = 0;
  const std::vector<size_t> order =
      permutation(count, Random(kSeed, Stream::kFolds, 0));
  std::vector<size_t> chosen;
  for (size_t i = 0; i < count; ++i)
    if ((i % folds == static_cast<size_t>(fold - 1)) != others)
      chosen.push_back(order[i]);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace p2p
