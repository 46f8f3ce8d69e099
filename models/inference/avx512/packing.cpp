// SPDX-License-Identifier: MIT
// Weights of the gathered products.
#include "models/inference/avx512/packing.h"

#include <algorithm>
#include <utility>

#include "models/inference/avx512/integer_weights.h"

namespace p2p::avx512 {
namespace {

/// Inputs with fewer channels have the taps of a kernel row joined into one:
/// their pixels lie side by side.
constexpr int kFewChannels = 32;

/// Kernel rows as single taps of width * pitch channels.
PackedConvolution pack_rows(const ConvStep& step, Type type, int pitch,
                            Arena& arena) {
  const Filter& filter = step.filter;
  PackedConvolution packed = packed_geometry(step, type, filter.width * pitch);
  Phase phase;
  for (int y = 0; y < filter.height; ++y)
    phase.taps.push_back({y - step.padding, -step.padding});
  packed.phases.push_back(std::move(phase));
  const auto row = [&](int, int y) {
    TapWeights tap{{}, filter.width * pitch, filter.out_channels};
    tap.values.resize(static_cast<size_t>(tap.channels) * tap.out_channels);
    const size_t position =
        static_cast<size_t>(filter.in_channels) * filter.out_channels;
    for (int x = 0; x < filter.width; ++x)
      std::copy_n(filter.position(y, x), position,
                  tap.values.begin() +
                      static_cast<size_t>(x) * pitch * filter.out_channels);
    return tap;
  };
  pack_all(packed, {filter.height}, row, arena);
  return packed;
}

/// Each kernel position as a tap.
PackedConvolution pack_positions(const ConvStep& step, Type type,
                                 Arena& arena) {
  const Filter& filter = step.filter;
  PackedConvolution packed = packed_geometry(step, type, filter.in_channels);
  const std::vector<PhaseKernel> phases = phases_of(step);
  std::vector<int> taps;
  for (const PhaseKernel& phase : phases) {
    packed.phases.push_back(phase.phase);
    taps.push_back(static_cast<int>(phase.positions.size()));
  }
  const auto position = [&](int phase, int tap) {
    const PixelTap at = phases[phase].positions[tap];
    const float* first = filter.position(at.y, at.x);
    return TapWeights{{first, first + static_cast<size_t>(filter.in_channels) *
                                          filter.out_channels},
                      filter.in_channels,
                      filter.out_channels};
  };
  pack_all(packed, taps, position, arena);
  return packed;
}

}  // namespace

std::vector<Block> blocks_of(int channels) {
  std::vector<Block> blocks;
  int vectors = round_up(channels, kLanes) / kLanes;
  int channel = 0;
  for (const int size : {4, 2, 1})
    for (; vectors >= size; vectors -= size, channel += size * kLanes)
      blocks.push_back({channel, size});
  return blocks;
}

int padded_channels(int channels) { return round_up(channels, kLanes); }

PackedConvolution pack_convolution(const ConvStep& step, Type type,
                                   int in_pitch, Arena& arena) {
  const bool whole_pixels = step.in.channel == 0 && in_pitch < kFewChannels &&
                            round_up(step.in.channels, 4) == in_pitch;
  PackedConvolution packed = whole_pixels && !step.transposed
                                 ? pack_rows(step, type, in_pitch, arena)
                                 : pack_positions(step, type, arena);
  packed.bias.assign(packed.phases.size(),
                     pack_floats(step.filter.bias, arena));
  return packed;
}

PackedConvolution pack_integers(const ConvStep& step,
                                const std::vector<Quantisation>& input,
                                Arena& arena) {
  IntegerFilter integers = integer_filter(step.filter, input);
  ConvStep whole = step;
  whole.filter = integers.filter;
  PackedConvolution packed = pack_positions(whole, Type::kUint8, arena);
  packed.scale = pack_floats(integers.scale, arena);
  for (const PhaseKernel& phase : phases_of(whole))
    packed.bias.push_back(
        pack_floats(phase_bias(integers, phase, input), arena));
  return packed;
}

}  // namespace p2p::avx512
