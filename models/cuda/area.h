// SPDX-License-Identifier: MIT
// Activations in memory as the steps' kernels see them: fp16 or bf16, channels
// last, with a border around each sample.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/pixels/half_floats.h"
#include "models/pixels/planes.h"

namespace p2p::cuda {

/// Borrowed: [samples, height + 2 border, width + 2 border, channels].
struct Area {
  uint16_t* data;
  int samples;
  int height;
  int width;
  int channels;
  int border;

  /// Pixel (y, x) of the inside; the border has -border to -1 and height to
  /// height + border - 1, likewise for x.
  P2P_HOST_DEVICE uint16_t* at(int sample, int y, int x, int channel) const {
    const int rows = height + 2 * border;
    const int columns = width + 2 * border;
    const size_t row = static_cast<size_t>(sample) * rows + (y + border);
    return data + (row * columns + (x + border)) * channels + channel;
  }
};

/// 1 or 8 neighbouring channels, moved at once.
template <int width>
struct alignas(2 * width) Lanes {
  uint16_t value[width];

  P2P_HOST_DEVICE static Lanes& at(uint16_t* place) {
    return *reinterpret_cast<Lanes*>(place);
  }
  P2P_HOST_DEVICE static const Lanes& at(const uint16_t* place) {
    return *reinterpret_cast<const Lanes*>(place);
  }
};

/// What a wide access moves.
inline constexpr int kWide = 8;

template <PlaneType type>
P2P_HOST_DEVICE inline float float_of(uint16_t bits) {
  return type == PlaneType::kBf16 ? from_bf16(bits) : from_fp16(bits);
}

template <PlaneType type>
P2P_HOST_DEVICE inline uint16_t bits_as(float value) {
  return type == PlaneType::kBf16 ? to_bf16(value) : to_fp16(value);
}

}  // namespace p2p::cuda
