// SPDX-License-Identifier: MIT
// Compiled for AVX-512 F, BW, DQ and VL.
#include "models/inference/avx512/differences.h"
#include "models/inference/avx512/finish.h"
#include "models/inference/avx512/product.h"

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
};

/// The picture is fp32 in every plan, so the last layer's curves are here.
struct StoreCurve {
  static constexpr bool kIntegers = true;
  template <typename Lanes>
  static void store(const Target& target, int64_t at, __m512 value,
                    Lanes lanes) {
    switch (target.curve) {
      case Curve::kTanh:
        value = tanh(value);
        break;
      case Curve::kSigmoid:
        value = sigmoid(value);
        break;
      case Curve::kLeaky:
        value = leaky(value, _mm512_set1_ps(target.slope));
        break;
    }
    avx512::store<Fp32Format>(static_cast<float*>(target.data) + at, value,
                              lanes);
  }
};

}  // namespace

void product_fp32(const Product& p) { product<Fp32>(p); }
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

void shuffle_pixels(const float* values, int count, const int64_t* top,
                    const int64_t* bottom, float* out) {
  // Channel 4c + 2y + x becomes channel c of pixel x in row y.
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13,  //
                                          2, 6, 10, 14, 3, 7, 11, 15);
  for (int i = 0; i < count; ++i) {
    const __m512 rows =
        _mm512_permutexvar_ps(order, _mm512_loadu_ps(values + i * kLanes));
    _mm256_storeu_ps(out + top[i], _mm512_castps512_ps256(rows));
    _mm256_storeu_ps(out + bottom[i], _mm512_extractf32x8_ps(rows, 1));
  }
}

}  // namespace p2p::avx512
