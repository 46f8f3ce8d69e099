// SPDX-License-Identifier: MIT
// The one definition of how pixel values and network values relate.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define P2P_HOST_DEVICE __host__ __device__
#else
#define P2P_HOST_DEVICE
#endif

namespace p2p {

/// What black (0) and white (255) are for the network.
struct ValueRange {
  float low = -1.0f;
  float high = 1.0f;
};

/// A pixel value, 0 to 255 and not necessarily whole, as a network value.
P2P_HOST_DEVICE inline float to_network(float pixel, ValueRange range) {
  return pixel * ((range.high - range.low) / 255.0f) + range.low;
}

/// Clamps to 0 to 255; NaN becomes 0. Without a branch, so that loops over it
/// vectorise; so are the functions below.
P2P_HOST_DEVICE inline float clamp_pixel(float pixel) {
  const float positive = pixel > 0.0f ? pixel : 0.0f;
  return positive < 255.0f ? positive : 255.0f;
}

/// A network value as a pixel value, clamped to 0 to 255; NaN becomes 0.
P2P_HOST_DEVICE inline float to_pixel(float value, ValueRange range) {
  return clamp_pixel((value - range.low) * (255.0f / (range.high - range.low)));
}

/// Rounds a pixel value to the nearest whole one, halves up; clamps.
P2P_HOST_DEVICE inline uint8_t round_pixel(float pixel) {
  return static_cast<uint8_t>(static_cast<int>(clamp_pixel(pixel) + 0.5f));
}

}  // namespace p2p
