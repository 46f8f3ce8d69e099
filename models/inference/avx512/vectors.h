// SPDX-License-Identifier: MIT
// Masks and functions of vectors. For kernels_*.cpp only.
#pragma once

#include <cstdint>
#include <immintrin.h>
#include <initializer_list>

namespace p2p::avx512 {
// Internal linkage: compiled for other instructions than the rest, these must
// not be what the linker keeps for everybody.
namespace {

inline __mmask16 first_lanes(int count) {
  return count >= 16 ? __mmask16{0xffff}
                     : static_cast<__mmask16>((1u << count) - 1);
}

/// e^x for x <= 0, to about 2 units in the last place; 0 below -87.
inline __m512 exp_of_negative(__m512 x) {
  const __m512 clamped = _mm512_max_ps(x, _mm512_set1_ps(-87.0f));
  // x = n ln 2 + r, e^r by a polynomial (Cody and Waite's two-step reduction).
  const __m512 n =
      _mm512_roundscale_ps(_mm512_mul_ps(clamped, _mm512_set1_ps(1.44269504f)),
                           _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), clamped);
  r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
  __m512 p = _mm512_set1_ps(1.0f / 5040.0f);
  for (const float c : {1.0f / 720.0f, 1.0f / 120.0f, 1.0f / 24.0f, 1.0f / 6.0f,
                        0.5f, 1.0f, 1.0f})
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(c));
  return _mm512_scalef_ps(p, n);
}

/// NaN stays NaN.
inline __m512 sigmoid(__m512 x) {
  const __m512 one = _mm512_set1_ps(1.0f);
  const __m512 e =
      exp_of_negative(_mm512_sub_ps(_mm512_setzero_ps(), _mm512_abs_ps(x)));
  const __m512 small = _mm512_div_ps(e, _mm512_add_ps(one, e));
  const __mmask16 positive =
      _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GE_OQ);
  const __m512 y = _mm512_mask_sub_ps(small, positive, one, small);
  return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

/// NaN stays NaN.
inline __m512 tanh(__m512 x) {
  const __m512 one = _mm512_set1_ps(1.0f);
  const __m512 magnitude = _mm512_abs_ps(x);
  const __m512 e =
      exp_of_negative(_mm512_mul_ps(magnitude, _mm512_set1_ps(-2.0f)));
  const __m512 y = _mm512_div_ps(_mm512_sub_ps(one, e), _mm512_add_ps(one, e));
  const __m512 sign = _mm512_and_ps(x, _mm512_set1_ps(-0.0f));
  return _mm512_mask_mov_ps(_mm512_or_ps(y, sign),
                            _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

}  // namespace
}  // namespace p2p::avx512
