// SPDX-License-Identifier: MIT
// Random draws that depend on nothing but what they are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/PhiloxRNGEngine.h>

namespace p2p {

/// What a stream of random numbers is for; streams never overlap.
enum class Stream : uint32_t {
  kOrder,
  kSample,
  kSheet,
  kAugment,
  kFolds,
  kBootstrap,
  kHoles
};

/// The random numbers of (seed, stream, epoch, index): the same on every
/// machine, whatever else was drawn (Philox 4x32-10, Salmon et al. 2011).
class Random {
 public:
  Random(uint64_t seed, Stream stream, uint32_t epoch, uint32_t index = 0);

  /// A whole number in [0, n), n >= 1.
  uint32_t below(uint32_t n);
  bool coin() { return below(2) == 1; }
  /// A number in [0, 1), one of 2^32.
  double uniform() { return engine_() * 0x1p-32; }
  /// A number in [low, high).
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }
  /// Normal numbers of mean 0 and deviation 1.
  void fill_normal(std::span<float> values);

 private:
  at::Philox4_32 engine_;
};

/// 0 to n-1 in random order.
std::vector<size_t> permutation(size_t n, Random random);

}  // namespace p2p
