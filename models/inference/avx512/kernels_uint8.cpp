// SPDX-License-Identifier: MIT
// Compiled for AVX-512 F, BW, DQ, VL and VNNI.
#include <cstring>

#include "models/inference/avx512/finish.h"
#include "models/inference/avx512/product.h"
#include "models/inference/avx512/shuffled.h"

namespace p2p::avx512 {
namespace {

/// Fours of channels: unsigned activations times signed weights, exact.
struct Uint8 {
  using Value = uint8_t;
  using Weight = int8_t;
  using Sum = int32_t;
  using Vector = __m512i;
  using Operand = __m512i;
  static constexpr int kGroup = 4;
  static Vector zero() { return _mm512_setzero_si512(); }
  static Operand load(const Weight* w) { return _mm512_load_si512(w); }
  static Operand broadcast(const Value* x) {
    int four;
    std::memcpy(&four, x, sizeof(four));
    return _mm512_set1_epi32(four);
  }
  static Vector multiply_add(Vector sum, Operand x, Operand w) {
    return _mm512_dpbusd_epi32(sum, x, w);
  }
  static void store(Sum* out, Vector sum) { _mm512_storeu_si512(out, sum); }
  static Operand load_pixels(const uint32_t* p) {
    return _mm512_loadu_si512(p);
  }
  static Operand broadcast_weight(const Value* w) { return broadcast(w); }
};

/// Leaky ReLU, then whole numbers.
struct StoreQuantised {
  static constexpr bool kIntegers = true;

  template <typename Lanes>
  static void store(const Target& target, int64_t at, __m512 value,
                    Lanes lanes) {
    const __m512 y = leaky(value, _mm512_set1_ps(target.slope));
    // Clamped as fp32: huge values do not fit into an integer, and NaN becomes
    // the lower bound.
    const __m512 shifted =
        _mm512_fmadd_ps(y, _mm512_set1_ps(target.inverse_scale),
                        _mm512_set1_ps(static_cast<float>(target.zero_point)));
    const __m512 clamped = _mm512_min_ps(
        _mm512_max_ps(shifted, _mm512_setzero_ps()), _mm512_set1_ps(255.0f));
    put(static_cast<uint8_t*>(target.data) + at,
        _mm512_cvtusepi32_epi8(_mm512_cvtps_epu32(clamped)), lanes);
  }

 private:
  static void put(uint8_t* p, __m128i bytes, AllLanes) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
  }
  static void put(uint8_t* p, __m128i bytes, SomeLanes lanes) {
    _mm_mask_storeu_epi8(p, first_lanes(lanes.count), bytes);
  }
};

}  // namespace

void product_uint8(const Product& p) { product<Uint8>(p); }
void shuffled_product_uint8(const ShuffledProduct& p) {
  shuffled_product<Uint8>(p);
}
void finish_uint8(const Finish& f) { finish<StoreQuantised, Uint8Format>(f); }

}  // namespace p2p::avx512
