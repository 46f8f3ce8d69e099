// SPDX-License-Identifier: MIT
// The table of kernels by type.
#include "models/inference/avx512/kernels.h"

namespace p2p::avx512 {

const Kernels& kernels_of(Type type) {
  static constexpr Kernels kFp32{product_fp32, shuffled_product_fp32,
                                 finish_fp32,  differences_fp32,
                                 moments_fp32, to_float_fp32};
  static constexpr Kernels kBf16{product_bf16, shuffled_product_bf16,
                                 finish_bf16,  differences_bf16,
                                 moments_bf16, to_float_bf16};
  static constexpr Kernels kUint8{product_uint8, shuffled_product_uint8,
                                  finish_uint8,  nullptr,
                                  nullptr,       nullptr};
  switch (type) {
    case Type::kFp32:
      return kFp32;
    case Type::kBf16:
      return kBf16;
    case Type::kUint8:
      break;
  }
  return kUint8;
}

}  // namespace p2p::avx512
