// SPDX-License-Identifier: MIT
// Philox streams by counter.
#include "trainer/data/random.h"

#include <numeric>
#include <utility>

namespace p2p {
namespace {

/// Epoch and index choose the subsequence, the stream its far part.
uint64_t subsequence(uint32_t epoch, uint32_t index) {
  return (static_cast<uint64_t>(epoch) << 32) | index;
}

}  // namespace

Random::Random(uint64_t seed, Stream stream, uint32_t epoch, uint32_t index)
    : engine_(seed, subsequence(epoch, index),
              static_cast<uint64_t>(stream) << 48) {}

uint32_t Random::below(uint32_t n) {
  return static_cast<uint32_t>((static_cast<uint64_t>(engine_()) * n) >> 32);
}

std::vector<size_t> permutation(size_t n, Random random) {
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = n; i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<uint32_t>(i))]);
  return order;
}

}  // namespace p2p
