// SPDX-License-Identifier: MIT
// Compiled for AVX-512 F, BW, DQ and VL.
#include "models/inference/avx512/differences.h"
#include "models/inference/avx512/finish.h"
#include "models/inference/avx512/product.h"
#include "models/inference/avx512/shuffled.h"

namespace p2p::avx512 {
namespace {

struct Fp32 {
  using Value = float;
  using Weight = float;
  using Sum = float;
  using Vector = __m512;
  using Operand = __m512;
  static constexpr int kGroup = 1;
  static Vector zero() { return _mm512_setzero_ps(); }
  static Operand load(const Weight* w) { return _mm512_load_ps(w); }
  static Operand broadcast(const Value* x) { return _mm512_set1_ps(*x); }
  static Vector multiply_add(Vector sum, Operand x, Operand w) {
    return _mm512_fmadd_ps(x, w, sum);
  }
  static void store(Sum* out, Vector sum) { _mm512_storeu_ps(out, sum); }
  static Operand load_pixels(const uint32_t* p) { return _mm512_loadu_ps(p); }
  static Operand broadcast_weight(const Weight* w) { return broadcast(w); }
};

__m512 apply_curve(Curve curve, float slope, __m512 value) {
  switch (curve) {
    case Curve::kTanh:
      return tanh(value);
    case Curve::kSigmoid:
      return sigmoid(value);
    case Curve::kLeaky:
      break;
  }
  return leaky(value, _mm512_set1_ps(slope));
}

/// The picture is fp32 in every plan, so the last layer's curves are here.
struct StoreCurve {
  static constexpr bool kIntegers = true;
  template <typename Lanes>
  static void store(const Target& target, int64_t at, __m512 value,
                    Lanes lanes) {
    value = apply_curve(target.curve, target.slope, value);
    avx512::store<Fp32Format>(static_cast<float*>(target.data) + at, value,
                              lanes);
  }
};

/// Rows become columns.
void transpose(__m512i (&rows)[16]) {
  __m512i half[16];
  for (int i = 0; i < 16; i += 2) {
    half[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
    half[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    rows[i] = _mm512_unpacklo_epi64(half[i], half[i + 2]);
    rows[i + 1] = _mm512_unpackhi_epi64(half[i], half[i + 2]);
    rows[i + 2] = _mm512_unpacklo_epi64(half[i + 1], half[i + 3]);
    rows[i + 3] = _mm512_unpackhi_epi64(half[i + 1], half[i + 3]);
  }
  // Now rows[4j + i] holds, in quarter q, column 4q + i of rows 4j to 4j + 3.
  for (int i = 0; i < 4; ++i) {
    half[i] = _mm512_shuffle_i32x4(rows[i], rows[4 + i], 0x88);
    half[4 + i] = _mm512_shuffle_i32x4(rows[i], rows[4 + i], 0xdd);
    half[8 + i] = _mm512_shuffle_i32x4(rows[8 + i], rows[12 + i], 0x88);
    half[12 + i] = _mm512_shuffle_i32x4(rows[8 + i], rows[12 + i], 0xdd);
  }
  for (int i = 0; i < 4; ++i) {
    rows[i] = _mm512_shuffle_i32x4(half[i], half[8 + i], 0x88);
    rows[8 + i] = _mm512_shuffle_i32x4(half[i], half[8 + i], 0xdd);
    rows[4 + i] = _mm512_shuffle_i32x4(half[4 + i], half[12 + i], 0x88);
    rows[12 + i] = _mm512_shuffle_i32x4(half[4 + i], half[12 + i], 0xdd);
  }
}

}  // namespace

void product_fp32(const Product& p) { product<Fp32>(p); }
void shuffled_product_fp32(const ShuffledProduct& p) {
  shuffled_product<Fp32>(p);
}
void differences_fp32(const Differences& d) { differences<Fp32Format>(d); }
void finish_fp32(const Finish& f) { finish<StoreCurve, Fp32Format>(f); }
void moments_fp32(const Moments& m) { moments<Fp32Format>(m); }
void to_float_fp32(const void* in, int64_t count, float* out) {
  to_float<Fp32Format>(in, count, out);
}

void output_transform(const float* products, int64_t point_pitch, int vectors,
                      float* pixels) {
  const int64_t pixel_pitch = static_cast<int64_t>(vectors) * kLanes;
  for (int64_t c = 0; c < pixel_pitch; c += kLanes) {
    // Along y first: two rows of three from three rows of three.
    __m512 top[3], bottom[3];
    for (int x = 0; x < 3; ++x) {
      const float* at = products + x * point_pitch + c;
      const __m512 middle = _mm512_loadu_ps(at + 3 * point_pitch);
      top[x] = _mm512_add_ps(_mm512_loadu_ps(at), middle);
      bottom[x] = _mm512_sub_ps(middle, _mm512_loadu_ps(at + 6 * point_pitch));
    }
    float* to = pixels + c;
    _mm512_storeu_ps(to, _mm512_add_ps(top[0], top[1]));
    _mm512_storeu_ps(to + pixel_pitch, _mm512_sub_ps(top[1], top[2]));
    _mm512_storeu_ps(to + 2 * pixel_pitch, _mm512_add_ps(bottom[0], bottom[1]));
    _mm512_storeu_ps(to + 3 * pixel_pitch, _mm512_sub_ps(bottom[1], bottom[2]));
  }
}

void transpose(const Transposition& t) {
  const auto* in = static_cast<const uint32_t*>(t.in);
  for (int pixel = 0; pixel < t.pixels; pixel += kLanes)
    for (int group = 0; group < t.groups; group += kLanes) {
      const __mmask16 mask = first_lanes(t.groups - group);
      __m512i block[kLanes];
      for (int i = 0; i < kLanes; ++i) {
        const int from = pixel + i < t.last_pixel ? pixel + i : t.last_pixel;
        block[i] =
            _mm512_maskz_loadu_epi32(mask, in + from * t.in_pitch + group);
      }
      transpose(block);
      for (int i = 0; i < kLanes; ++i)
        _mm512_storeu_si512(t.out + (group + i) * t.out_pitch + pixel,
                            block[i]);
    }
}

void finish_shuffled(const ShuffledFinish& f) {
  for (int first = 0; first < f.pixels; first += kLanes) {
    // All values of sixteen pixels, [phase][channel], become one vector each.
    __m512i values[kLanes];
    for (int i = 0; i < kLanes; ++i) {
      const auto* at =
          static_cast<const float*>(f.sums) + i * kShuffledPixels + first;
      const __m512 sum = f.integers ? _mm512_cvtepi32_ps(_mm512_loadu_si512(at))
                                    : _mm512_loadu_ps(at);
      const __m512 scale = _mm512_set1_ps(f.scale ? f.scale[i] : 1.0f);
      values[i] = _mm512_castps_si512(
          apply_curve(f.curve, f.slope,
                      _mm512_fmadd_ps(sum, scale, _mm512_set1_ps(f.bias[i]))));
    }
    transpose(values);
    const int count = f.pixels - first < kLanes ? f.pixels - first : kLanes;
    for (int i = 0; i < count; ++i) {
      const int64_t at =
          static_cast<int64_t>(first + i) * 2 * kShuffledChannels;
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(f.top + at),
                          _mm512_castsi512_si256(values[i]));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(f.bottom + at),
                          _mm512_extracti32x8_epi32(values[i], 1));
    }
  }
}

}  // namespace p2p::avx512
