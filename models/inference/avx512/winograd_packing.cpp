// SPDX-License-Identifier: MIT
// Weights of Winograd's products.
#include "models/inference/avx512/weight_layout.h"

namespace p2p::avx512 {
namespace {

/// One axis of Winograd's F(2, 2): a chain takes pixels start + {0, step,
/// 2 step} and weights g0, g1 to outputs y0 = d0 g0 + d1 g1 and y1 = d1 g0 +
/// d2 g1, by the products (d0 - d1) g0, d1 (g0 + g1) and (d1 - d2) g1
/// (Winograd 1980; Lavin and Gray 2016, section 4).
struct Chain {
  int start;       ///< of its first pixel
  int weights[2];  ///< kernel indices of g0 and g1
};

/// Chains that add up to the outputs of a phase. 4 taps with stride 2 are two
/// chains over the odd and the even pixels; each phase of the transposed
/// convolution is one chain.
std::vector<Chain> chains_of(const ConvStep& step, int phase) {
  if (!step.transposed) return {{-1, {0, 2}}, {0, {1, 3}}};
  if (phase == 0) return {{-1, {3, 1}}};
  return {{0, {2, 0}}};
}

/// g0, g0 + g1 or g1 of both axes: the weights of product (y, x).
TapWeights product_weights(const Filter& filter, const Chain& cy,
                           const Chain& cx, int y, int x) {
  TapWeights tap{{}, filter.in_channels, filter.out_channels};
  const size_t count =
      static_cast<size_t>(filter.in_channels) * filter.out_channels;
  tap.values.resize(count);
  constexpr bool kUses[3][2] = {{true, false}, {true, true}, {false, true}};
  for (int j = 0; j < 2; ++j)
    for (int i = 0; i < 2; ++i) {
      if (!kUses[y][j] || !kUses[x][i]) continue;
      const float* weights = filter.position(cy.weights[j], cx.weights[i]);
      for (size_t k = 0; k < count; ++k) tap.values[k] += weights[k];
    }
  return tap;
}

}  // namespace

bool winograd_applies(const ConvStep& step) {
  return step.filter.height == 4 && step.filter.width == 4 &&
         step.stride == 2 && step.padding == 1;
}

PackedConvolution pack_winograd(const ConvStep& step, Type type, Arena& arena) {
  PackedConvolution packed =
      packed_geometry(step, type, step.filter.in_channels);
  const int count = step.transposed ? 2 : 1;
  for (int y = 0; y < count; ++y)
    for (int x = 0; x < count; ++x) {
      Phase phase{y, x, {}};
      for (const Chain& cy : chains_of(step, y))
        for (const Chain& cx : chains_of(step, x))
          phase.taps.push_back({cy.start, cx.start});
      packed.phases.push_back(std::move(phase));
    }
  const int chains = static_cast<int>(packed.phases.front().taps.size());
  const auto weights = [&](int phase, int tap) {
    const auto cy = chains_of(step, packed.phases[phase].y);
    const auto cx = chains_of(step, packed.phases[phase].x);
    const int product = tap / chains;
    const int chain = tap % chains;
    return product_weights(step.filter, cy[chain / cx.size()],
                           cx[chain % cx.size()], product / 3, product % 3);
  };
  pack_all(packed, std::vector<int>(packed.phases.size(), 9 * chains), weights,
           arena);
  packed.bias.assign(packed.phases.size(),
                     pack_floats(step.filter.bias, arena));
  return packed;
}

}  // namespace p2p::avx512
