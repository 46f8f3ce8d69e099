// SPDX-License-Identifier: MIT
// Stored activations as vectors of floats. For kernels_*.cpp only.
#pragma once

#include "models/inference/avx512/vectors.h"

namespace p2p::avx512 {
namespace {

/// A format has Value, and load and store of kLanes values or of the first
/// `count` of them. Masked accesses are several times slower than whole ones on
/// some processors.
struct Fp32Format {
  using Value = float;
  static constexpr bool kQuantised = false;
  static __m512 load(const Value* p) { return _mm512_loadu_ps(p); }
  static __m512 load(const Value* p, int count) {
    return _mm512_maskz_loadu_ps(first_lanes(count), p);
  }
  static void store(Value* p, __m512 value) { _mm512_storeu_ps(p, value); }
  static void store(Value* p, __m512 value, int count) {
    _mm512_mask_storeu_ps(p, first_lanes(count), value);
  }
};

#ifdef __AVX512BF16__
struct Bf16Format {
  using Value = uint16_t;
  static constexpr bool kQuantised = false;
  static __m512 load(const Value* p) {
    return to_fp32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static __m512 load(const Value* p, int count) {
    return to_fp32(_mm256_maskz_loadu_epi16(first_lanes(count), p));
  }
  static void store(Value* p, __m512 value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), rounded(value));
  }
  static void store(Value* p, __m512 value, int count) {
    _mm256_mask_storeu_epi16(p, first_lanes(count), rounded(value));
  }

 private:
  static __m512 to_fp32(__m256i bits) {
    return _mm512_castsi512_ps(
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
  }
  static __m256i rounded(__m512 value) {
    return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(value));
  }
};
#endif

/// Whole numbers as they are stored, without scale and zero point.
struct Uint8Format {
  using Value = uint8_t;
  static constexpr bool kQuantised = true;
  static __m512 load(const Value* p) {
    return to_fp32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static __m512 load(const Value* p, int count) {
    return to_fp32(_mm_maskz_loadu_epi8(first_lanes(count), p));
  }

 private:
  static __m512 to_fp32(__m128i bytes) {
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes));
  }
};

}  // namespace
}  // namespace p2p::avx512
