// SPDX-License-Identifier: MIT
// The gathered matrix product, for any element type. For kernels_*.cpp only.
#pragma once

#include <immintrin.h>

#include "models/inference/avx512/kernels.h"

namespace p2p::avx512 {
namespace {

/// kRows x kVectors accumulators stay in registers over all taps and channels;
/// each step loads kVectors vectors of weights and broadcasts one group of
/// input channels per row. `Arithmetic` has Value, Sum, kGroup, zero(),
/// load(weights), broadcast(input), and multiply_add(sum, input, weights).
template <typename Arithmetic, int kRows, int kVectors>
void product_block(const Product& p, const int64_t* rows,
                   typename Arithmetic::Sum* out) {
  using Value = typename Arithmetic::Value;
  constexpr int kGroup = Arithmetic::kGroup;
  typename Arithmetic::Vector sum[kRows][kVectors];
  for (auto& row : sum)
    for (auto& vector : row) vector = Arithmetic::zero();
  for (int t = 0; t < p.n_taps; ++t) {
    const Value* in[kRows];
    for (int m = 0; m < kRows; ++m)
      in[m] = static_cast<const Value*>(p.input) + rows[m] + p.taps[t].input;
    const auto* weights =
        static_cast<const typename Arithmetic::Weight*>(p.weights) +
        p.taps[t].weight;
    for (int k = 0; k < p.groups; ++k) {
      typename Arithmetic::Operand w[kVectors];
      for (int n = 0; n < kVectors; ++n)
        w[n] = Arithmetic::load(weights + n * kLanes * kGroup);
      weights += kVectors * kLanes * kGroup;
      for (int m = 0; m < kRows; ++m) {
        const auto x = Arithmetic::broadcast(in[m] + k * kGroup);
        for (int n = 0; n < kVectors; ++n)
          sum[m][n] = Arithmetic::multiply_add(sum[m][n], x, w[n]);
      }
    }
  }
  for (int m = 0; m < kRows; ++m)
    for (int n = 0; n < kVectors; ++n)
      Arithmetic::store(out + (m * kVectors + n) * kLanes, sum[m][n]);
}

/// Rows in blocks of kRows; what remains is done by smaller blocks.
template <typename Arithmetic, int kRows, int kVectors>
void product_rows(const Product& p, int first) {
  auto* out = static_cast<typename Arithmetic::Sum*>(p.out);
  int row = first;
  for (; row + kRows <= p.n_rows; row += kRows)
    product_block<Arithmetic, kRows, kVectors>(
        p, p.rows + row, out + static_cast<int64_t>(row) * kVectors * kLanes);
  if constexpr (kRows > 1) {
    if (row < p.n_rows) product_rows<Arithmetic, kRows / 2, kVectors>(p, row);
  }
}

/// As many accumulators as 32 registers allow beside the operands.
template <typename Arithmetic>
void product(const Product& p) {
  switch (p.vectors) {
    case 1:
      return product_rows<Arithmetic, 8, 1>(p, 0);
    case 2:
      return product_rows<Arithmetic, 8, 2>(p, 0);
    default:
      return product_rows<Arithmetic, 6, 4>(p, 0);
  }
}

}  // namespace
}  // namespace p2p::avx512
