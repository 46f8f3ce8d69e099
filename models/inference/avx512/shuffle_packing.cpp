// SPDX-License-Identifier: MIT
// Weights of the last layer's products.
#include <stdexcept>
#include <utility>

#include "models/inference/avx512/integer_weights.h"

namespace p2p::avx512 {
namespace {

/// Values of the convolution's channels 4 * c + phase as [phase][4].
const float* by_phase(const std::vector<float>& values, Arena& arena) {
  auto* packed = arena.take_array<float>(4 * kShuffledChannels);
  for (size_t i = 0; i < values.size(); ++i)
    packed[i % 4 * kShuffledChannels + i / 4] = values[i];
  return packed;
}

/// Whether a kernel position reaches a phase, along both axes.
bool phase_sees(int phase, int y, int x) {
  const auto sees = [](int at, int p) { return at == p || at == p + 1; };
  return sees(y, phase / 2) && sees(x, phase % 2);
}

const void* shuffle_weights(const Filter& filter, Type type, int groups,
                            Arena& arena) {
  const int group = group_of(type);
  const int channels = filter.out_channels / 4;
  void* packed = arena.take(static_cast<size_t>(groups) * 16 * channels *
                            group * size_of(type));
  int64_t at = 0;
  for (int g = 0; g < groups; ++g)
    for (int position = 0; position < 9; ++position)
      for (int phase = 0; phase < 4; ++phase) {
        if (!phase_sees(phase, position / 3, position % 3)) continue;
        for (int c = 0; c < channels; ++c)
          for (int i = g * group; i < (g + 1) * group; ++i)
            store_as(
                type,
                i < filter.in_channels
                    ? filter.at(4 * c + phase, i, position / 3, position % 3)
                    : 0.0f,
                packed, at++);
      }
  return packed;
}

}  // namespace

PackedShuffle pack_shuffle(const ConvStep& step, Type type,
                           const std::vector<Quantisation>& input,
                           Arena& arena) {
  Filter filter = step.filter;
  const int channels = filter.out_channels / 4;
  if (channels != 1 && channels != 3)
    throw std::invalid_argument("a pixel shuffle makes 1 or 3 channels here");
  PackedShuffle packed{
      .type = type,
      .groups = round_up(filter.in_channels, group_of(type)) / group_of(type),
      .channels = channels};
  std::vector<float> bias = filter.bias;
  if (type == Type::kUint8) {
    IntegerFilter integers = integer_filter(filter, input);
    packed.scale = by_phase(integers.scale, arena);
    bias = phase_bias(integers, phases_of(step).front(), input);
    filter = std::move(integers.filter);
  }
  packed.bias = by_phase(bias, arena);
  packed.weights = shuffle_weights(filter, type, packed.groups, arena);
  return packed;
}

}  // namespace p2p::avx512
