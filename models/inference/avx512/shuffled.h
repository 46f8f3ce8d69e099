// SPDX-License-Identifier: MIT
// The last layer's product, with pixels in the lanes of a vector instead of
// channels: 3 output channels would leave most lanes empty. For kernels_*.cpp
// only.
#pragma once

#include <immintrin.h>

#include "models/inference/avx512/kernels.h"

namespace p2p::avx512 {
namespace {

/// Whether kernel position `at` (0 to 2) of an axis reaches output phase
/// `phase`.
constexpr bool reaches(int at, int phase) {
  return at - phase == 0 || at - phase == 1;
}

template <typename Arithmetic, int kChannels, int kVectors>
void shuffled_product_of(const ShuffledProduct& p) {
  typename Arithmetic::Vector sum[4][kChannels][kVectors];
  for (auto& phase : sum)
    for (auto& channel : phase)
      for (auto& vector : channel) vector = Arithmetic::zero();
  const auto* weight =
      static_cast<const typename Arithmetic::Value*>(p.weights);
  for (int g = 0; g < p.groups; ++g) {
#pragma GCC unroll 3
    for (int y = 0; y < 3; ++y)
#pragma GCC unroll 3
      for (int x = 0; x < 3; ++x) {
        typename Arithmetic::Operand pixels[kVectors];
        for (int v = 0; v < kVectors; ++v)
          pixels[v] =
              Arithmetic::load_pixels(p.rows[y] + g * p.pitch + x + v * kLanes);
#pragma GCC unroll 4
        for (int phase = 0; phase < 4; ++phase) {
          if (!reaches(y, phase / 2) || !reaches(x, phase % 2)) continue;
          for (int c = 0; c < kChannels; ++c) {
            const auto w = Arithmetic::broadcast_weight(weight);
            weight += Arithmetic::kGroup;
            for (int v = 0; v < kVectors; ++v)
              sum[phase][c][v] =
                  Arithmetic::multiply_add(sum[phase][c][v], pixels[v], w);
          }
        }
      }
  }
  for (int phase = 0; phase < 4; ++phase)
    for (int c = 0; c < kChannels; ++c)
      for (int v = 0; v < kVectors; ++v)
        Arithmetic::store(
            static_cast<typename Arithmetic::Sum*>(p.sums) +
                (phase * kShuffledChannels + c) * kShuffledPixels + v * kLanes,
            sum[phase][c][v]);
}

template <typename Arithmetic>
void shuffled_product(const ShuffledProduct& p) {
  constexpr int kVectors = kShuffledPixels / kLanes;
  if (p.channels == 1) return shuffled_product_of<Arithmetic, 1, kVectors>(p);
  shuffled_product_of<Arithmetic, 3, kVectors>(p);
}

}  // namespace
}  // namespace p2p::avx512
