// SPDX-License-Identifier: MIT
// Scales, rounding, zero points.
#include "models/inference/avx512/integer_weights.h"

#include <algorithm>
#include <cmath>

namespace p2p::avx512 {
namespace {

/// Scale of each output channel: its largest weight becomes 127.
std::vector<float> weight_scales(const Filter& filter) {
  std::vector<float> scale(filter.out_channels, 0.0f);
  for (size_t i = 0; i < filter.weight.size(); ++i) {
    float& largest = scale[i % filter.out_channels];
    largest = std::max(largest, std::abs(filter.weight[i]));
  }
  // A channel without weights needs no scale, but not infinity either.
  for (float& s : scale) s = std::max(s, 1e-30f) / 127.0f;
  return scale;
}

/// Multiplies the weights of input channel i by scale[i].
void scale_inputs(Filter& filter, const std::vector<Quantisation>& input) {
  for (size_t i = 0; i < filter.weight.size(); ++i)
    filter.weight[i] *=
        input[i / filter.out_channels % filter.in_channels].scale;
}

/// Makes the weights whole numbers, of which `scale` are the units.
void round_weights(Filter& filter, const std::vector<float>& scale) {
  for (size_t i = 0; i < filter.weight.size(); ++i)
    filter.weight[i] =
        to_int8(filter.weight[i] / scale[i % filter.out_channels]);
}

}  // namespace

IntegerFilter integer_filter(const Filter& filter,
                             const std::vector<Quantisation>& input) {
  IntegerFilter integers{filter, {}};
  scale_inputs(integers.filter, input);
  integers.scale = weight_scales(integers.filter);
  round_weights(integers.filter, integers.scale);
  return integers;
}

std::vector<float> phase_bias(const IntegerFilter& integers,
                              const PhaseKernel& phase,
                              const std::vector<Quantisation>& input) {
  const Filter& filter = integers.filter;
  std::vector<double> sum(filter.out_channels);
  for (const PixelTap& at : phase.positions)
    for (int i = 0; i < filter.in_channels; ++i)
      for (int o = 0; o < filter.out_channels; ++o)
        sum[o] +=
            static_cast<double>(input[i].zero) * filter.at(o, i, at.y, at.x);
  std::vector<float> bias = filter.bias;
  for (int o = 0; o < filter.out_channels; ++o)
    bias[o] -= static_cast<float>(sum[o] * integers.scale[o]);
  return bias;
}

}  // namespace p2p::avx512
