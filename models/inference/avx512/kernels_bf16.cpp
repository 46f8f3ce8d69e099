// SPDX-License-Identifier: MIT
// Compiled for AVX-512 F, BW, DQ, VL and BF16.
#include <cstring>

#include "models/inference/avx512/differences.h"
#include "models/inference/avx512/finish.h"
#include "models/inference/avx512/product.h"
#include "models/inference/avx512/shuffled.h"

namespace p2p::avx512 {
namespace {

/// Pairs of channels; VDPBF16PS rounds its sums of products to fp32.
struct Bf16 {
  using Value = uint16_t;
  using Weight = uint16_t;
  using Sum = float;
  using Vector = __m512;
  using Operand = __m512bh;
  static constexpr int kGroup = 2;
  static Vector zero() { return _mm512_setzero_ps(); }
  static Operand load(const Weight* w) {
    return reinterpret_cast<__m512bh>(_mm512_load_si512(w));
  }
  static Operand broadcast(const Value* x) {
    int pair;
    std::memcpy(&pair, x, sizeof(pair));
    return reinterpret_cast<__m512bh>(_mm512_set1_epi32(pair));
  }
  static Vector multiply_add(Vector sum, Operand x, Operand w) {
    return _mm512_dpbf16_ps(sum, x, w);
  }
  static void store(Sum* out, Vector sum) { _mm512_storeu_ps(out, sum); }
  static Operand load_pixels(const uint32_t* p) {
    return reinterpret_cast<__m512bh>(_mm512_loadu_si512(p));
  }
  static Operand broadcast_weight(const Weight* w) { return broadcast(w); }
};

}  // namespace

void product_bf16(const Product& p) { product<Bf16>(p); }
void shuffled_product_bf16(const ShuffledProduct& p) {
  shuffled_product<Bf16>(p);
}
void differences_bf16(const Differences& d) { differences<Bf16Format>(d); }
void finish_bf16(const Finish& f) {
  finish<StoreLeaky<Bf16Format>, Bf16Format>(f);
}
void moments_bf16(const Moments& m) { moments<Bf16Format>(m); }
void to_float_bf16(const void* in, int64_t count, float* out) {
  to_float<Bf16Format>(in, count, out);
}

}  // namespace p2p::avx512
