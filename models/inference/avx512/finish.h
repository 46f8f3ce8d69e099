// SPDX-License-Identifier: MIT
// From sums to stored activations, and the statistics of activations, for any
// format. For kernels_*.cpp only.
#pragma once

#include "models/inference/avx512/formats.h"
#include "models/inference/avx512/kernels.h"

namespace p2p::avx512 {
namespace {

inline __m512 leaky(__m512 value, __m512 slope) {
  const __mmask16 negative =
      _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_LT_OQ);
  return _mm512_mask_mul_ps(value, negative, value, slope);
}

/// kLanes values, or the first `Lanes{n}` of them.
struct AllLanes {};
struct SomeLanes {
  int count;
};

template <typename Format>
__m512 load(const typename Format::Value* p, AllLanes) {
  return Format::load(p);
}
template <typename Format>
__m512 load(const typename Format::Value* p, SomeLanes lanes) {
  return Format::load(p, lanes.count);
}
template <typename Format>
void store(typename Format::Value* p, __m512 value, AllLanes) {
  Format::store(p, value);
}
template <typename Format>
void store(typename Format::Value* p, __m512 value, SomeLanes lanes) {
  Format::store(p, value, lanes.count);
}

/// The residual's real values for row m.
template <typename Residual, typename Lanes>
__m512 residual_of(const Finish& f, int m, int c, Lanes lanes) {
  const __m512 stored =
      load<Residual>(static_cast<const typename Residual::Value*>(f.residual) +
                         f.residual_rows[m] + c,
                     lanes);
  if constexpr (!Residual::kQuantised) return stored;
  return _mm512_mul_ps(
      _mm512_sub_ps(stored,
                    _mm512_set1_ps(static_cast<float>(f.residual_zero))),
      _mm512_set1_ps(f.residual_scale));
}

/// Of row m; a row of windows that know nothing is 0, whatever the bias.
inline __m512 masked(const Finish& f, int m, __m512 sum, __m512 bias) {
  const __mmask16 known = f.ratios[m] > 0.0f ? 0xffff : 0;
  return _mm512_maskz_fmadd_ps(known, sum, _mm512_set1_ps(f.ratios[m]), bias);
}

/// `Store` puts a finished value into target t; see the kernels_*.cpp files.
/// Residuals are of `Residual`, a format.
template <typename Store, typename Residual, int kTargets, bool kHasResidual,
          bool kMasked, typename Lanes>
void finish_column(const Finish& f, int c, Lanes lanes) {
  const __m512 bias = _mm512_loadu_ps(f.bias + c);
  const __m512 scale =
      f.scale ? _mm512_loadu_ps(f.scale + c) : _mm512_set1_ps(1.0f);
  const auto* sums = static_cast<const float*>(f.sums) + c;
  for (int m = 0; m < f.n_rows; ++m) {
    const float* at = sums + static_cast<int64_t>(m) * f.pitch;
    const __m512 sum = Store::kIntegers && f.integers
                           ? _mm512_cvtepi32_ps(_mm512_loadu_si512(at))
                           : _mm512_loadu_ps(at);
    __m512 value =
        kMasked ? _mm512_mul_ps(sum, scale) : _mm512_fmadd_ps(sum, scale, bias);
    if constexpr (kHasResidual)
      value = _mm512_add_ps(value, residual_of<Residual>(f, m, c, lanes));
    if constexpr (kMasked) value = masked(f, m, value, bias);
    for (int t = 0; t < kTargets; ++t)
      Store::store(f.targets[t], f.targets[t].rows[m] + c, value, lanes);
  }
}

template <typename Store, typename Residual, int kTargets, bool kHasResidual,
          bool kMasked>
void finish_columns(const Finish& f) {
  int c = 0;
  for (; c + kLanes <= f.channels; c += kLanes)
    finish_column<Store, Residual, kTargets, kHasResidual, kMasked>(f, c,
                                                                    AllLanes{});
  if (c < f.channels)
    finish_column<Store, Residual, kTargets, kHasResidual, kMasked>(
        f, c, SomeLanes{f.channels - c});
}

template <typename Store, typename Residual, bool kMasked>
void finish_rows(const Finish& f) {
  if (f.residual)
    return f.n_targets == 1
               ? finish_columns<Store, Residual, 1, true, kMasked>(f)
               : finish_columns<Store, Residual, 2, true, kMasked>(f);
  return f.n_targets == 1
             ? finish_columns<Store, Residual, 1, false, kMasked>(f)
             : finish_columns<Store, Residual, 2, false, kMasked>(f);
}

template <typename Store, typename Residual>
void finish(const Finish& f) {
  if constexpr (!Residual::kQuantised)
    if (f.ratios) return finish_rows<Store, Residual, true>(f);
  finish_rows<Store, Residual, false>(f);
}

/// Leaky ReLU into `Format`.
template <typename Format>
struct StoreLeaky {
  static constexpr bool kIntegers = true;
  template <typename Lanes>
  static void store(const Target& target, int64_t at, __m512 value,
                    Lanes lanes) {
    avx512::store<Format>(
        static_cast<typename Format::Value*>(target.data) + at,
        leaky(value, _mm512_set1_ps(target.slope)), lanes);
  }
};

template <typename Format, typename Lanes>
void moments_column(const Moments& m, int c, Lanes lanes) {
  const __m512 origin = load<Fp32Format>(m.origin + c, lanes);
  __m512 sum = load<Fp32Format>(m.sum + c, lanes);
  __m512 squares = load<Fp32Format>(m.squares + c, lanes);
  const auto* data = static_cast<const typename Format::Value*>(m.data) + c;
  for (int64_t p = 0; p < m.pixels; ++p) {
    const __m512 x =
        _mm512_sub_ps(load<Format>(data + p * m.pixel_pitch, lanes), origin);
    sum = _mm512_add_ps(sum, x);
    squares = _mm512_fmadd_ps(x, x, squares);
  }
  store<Fp32Format>(m.sum + c, sum, lanes);
  store<Fp32Format>(m.squares + c, squares, lanes);
}

template <typename Format>
void moments(const Moments& m) {
  int c = 0;
  for (; c + kLanes <= m.channels; c += kLanes)
    moments_column<Format>(m, c, AllLanes{});
  if (c < m.channels) moments_column<Format>(m, c, SomeLanes{m.channels - c});
}

template <typename Format>
void to_float(const void* in, int64_t count, float* out) {
  const auto* values = static_cast<const typename Format::Value*>(in);
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    _mm512_storeu_ps(out + i, Format::load(values + i));
  if (i < count)
    Fp32Format::store(out + i, Format::load(values + i, count - i), count - i);
}

}  // namespace
}  // namespace p2p::avx512
