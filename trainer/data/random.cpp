// SPDX-License-Identifier: MIT
// Philox streams by counter.
#include "trainer/data/random.h"

#include <cmath>
#include <numbers>
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

void Random::fill_normal(std::span<float> values) {
  // Box and Muller 1958, two at a time.
  for (size_t i = 0; i < values.size(); i += 2) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    values[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < values.size())
      values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

std::vector<size_t> permutation(size_t n, Random random) {
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = n; i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<uint32_t>(i))]);
  return order;
}

}  // namespace p2p
