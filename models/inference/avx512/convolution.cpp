// SPDX-License-Identifier: MIT
// What all convolutions share.
#include "models/inference/avx512/convolution.h"

namespace p2p::avx512 {
namespace {

constexpr int64_t kChannels = kMaxVectors * kLanes;
/// Nine products for each row of Winograd's tiles.
constexpr int64_t kProducts = 9 * kMaxRows * kChannels;
constexpr int64_t kPixels = kMaxRows * kChannels;

}  // namespace

Scratch::Scratch(int slots, Arena& arena)
    : slots_(slots), pitch_(kProducts + kPixels) {
  memory_ = arena.take_array<float>(slots * pitch_);
}

float* Scratch::pixels(int slot) const { return products(slot) + kProducts; }

}  // namespace p2p::avx512
