// SPDX-License-Identifier: MIT
// Winograd's input differences, for any format. For kernels_*.cpp only.
#pragma once

#include "models/inference/avx512/formats.h"
#include "models/inference/avx512/kernels.h"

namespace p2p::avx512 {
namespace {

/// Whole vectors: what is written past the end is overwritten or never read.
template <typename Format>
void differences(const Differences& d) {
  using Value = typename Format::Value;
  const auto* in = static_cast<const Value*>(d.in);
  for (int64_t i = 0; i < d.count; i += kLanes) {
    const __m512 here = Format::load(in + i);
    const __m512 right = Format::load(in + i + d.step_x);
    const __m512 below = Format::load(in + i + d.step_y);
    const __m512 diagonal = Format::load(in + i + d.step_x + d.step_y);
    const __m512 dx = _mm512_sub_ps(here, right);
    Format::store(static_cast<Value*>(d.dx) + i, dx);
    Format::store(static_cast<Value*>(d.dy) + i, _mm512_sub_ps(here, below));
    Format::store(static_cast<Value*>(d.dxy) + i,
                  _mm512_sub_ps(dx, _mm512_sub_ps(below, diagonal)));
  }
}

}  // namespace
}  // namespace p2p::avx512
