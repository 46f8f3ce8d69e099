// SPDX-License-Identifier: MIT
// bfloat16 one value at a time, for packing and tests.
#pragma once

#include <bit>
#include <cstdint>

namespace p2p {

/// Round to nearest, ties to even; NaN stays NaN.
inline uint16_t to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  if (value != value) return 0x7fc0;
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline float from_bfloat16(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

}  // namespace p2p
