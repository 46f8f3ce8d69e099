// SPDX-License-Identifier: MIT
// The two 16-bit float formats as bit patterns, rounded to nearest even.
#pragma once

#include <cstdint>
#include <cstring>

#include "models/pixels/value_range.h"

#ifdef __CUDA_ARCH__
#include <cuda_fp16.h>
#endif

namespace p2p {

P2P_HOST_DEVICE inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

P2P_HOST_DEVICE inline float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// Without a branch, so that loops over it vectorise; NaN stays NaN.
P2P_HOST_DEVICE inline uint16_t to_bf16(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t rounded = bits + 0x7FFFu + ((bits >> 16) & 1u);
  const bool is_nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
  return static_cast<uint16_t>((is_nan ? bits | 0x400000u : rounded) >> 16);
}

P2P_HOST_DEVICE inline float from_bf16(uint16_t bits) {
  return float_of_bits(static_cast<uint32_t>(bits) << 16);
}

/// Too large a value becomes infinite; NaN stays NaN.
P2P_HOST_DEVICE inline uint16_t to_fp16(float value) {
#ifdef __CUDA_ARCH__
  return __half_as_ushort(__float2half_rn(value));
#else
  constexpr uint32_t kInfinity = 0x7F800000u;
  constexpr uint32_t kTwoTo16 = (127u + 16u) << 23;
  constexpr uint32_t kSmallestNormal = (127u - 14u) << 23;
  const uint32_t sign = (bits_of(value) >> 16) & 0x8000u;
  const uint32_t bits = bits_of(value) & 0x7FFFFFFFu;
  if (bits > kInfinity) return static_cast<uint16_t>(sign | 0x7E00u);
  if (bits >= kTwoTo16) return static_cast<uint16_t>(sign | 0x7C00u);
  // Adding 0.5 leaves room for 24 bits below it: what is kept is a multiple of
  // 2^-24, the step of subnormals, rounded by the addition itself.
  if (bits < kSmallestNormal)
    return static_cast<uint16_t>(
        sign | (bits_of(float_of_bits(bits) + 0.5f) - bits_of(0.5f)));
  const uint32_t rebiased = bits - ((127u - 15u) << 23);
  return static_cast<uint16_t>(
      sign | ((rebiased + 0xFFFu + ((rebiased >> 13) & 1u)) >> 13));
#endif
}

P2P_HOST_DEVICE inline float from_fp16(uint16_t bits) {
#ifdef __CUDA_ARCH__
  return __half2float(__ushort_as_half(bits));
#else
  const uint32_t sign = (bits & 0x8000u) << 16;
  const uint32_t exponent = (bits >> 10) & 0x1Fu;
  const uint32_t mantissa = bits & 0x3FFu;
  if (exponent == 31)
    return float_of_bits(sign | 0x7F800000u | (mantissa << 13));
  if (exponent == 0) {
    constexpr float kStep = 1.0f / (1 << 24);
    const float size = static_cast<float>(mantissa) * kStep;
    return sign ? -size : size;
  }
  return float_of_bits(sign | ((exponent + 127 - 15) << 23) | (mantissa << 13));
#endif
}

}  // namespace p2p
