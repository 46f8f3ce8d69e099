// SPDX-License-Identifier: MIT
// Rounding, reordering, phases.
#include "models/inference/avx512/weight_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/pixels/half_floats.h"

namespace p2p::avx512 {
namespace {

/// Along one axis: (input distance, kernel index) of output phase `phase`.
std::vector<std::pair<int, int>> axis_taps(const ConvStep& step, int size,
                                           int phase) {
  std::vector<std::pair<int, int>> taps;
  for (int k = 0; k < size; ++k) {
    if (!step.transposed) {
      taps.emplace_back(k - step.padding, k);
    } else if ((phase + step.padding - k) % step.stride == 0) {
      taps.emplace_back((phase + step.padding - k) / step.stride, k);
    }
  }
  return taps;
}

}  // namespace

int round_up(int value, int to) { return (value + to - 1) / to * to; }

int8_t to_int8(float value) {
  return static_cast<int8_t>(std::lround(std::clamp(value, -127.0f, 127.0f)));
}

void store_as(Type type, float value, void* data, int64_t at) {
  switch (type) {
    case Type::kFp32:
      static_cast<float*>(data)[at] = value;
      return;
    case Type::kBf16:
      static_cast<uint16_t*>(data)[at] = to_bf16(value);
      return;
    case Type::kUint8:
      static_cast<int8_t*>(data)[at] = to_int8(value);
      return;
  }
}

void pack_tap(const TapWeights& tap, const Block& block, Type type,
              void* packed, int64_t at) {
  const int group = group_of(type);
  const int lanes = block.vectors * kLanes;
  const int used = std::min(lanes, tap.out_channels - block.channel);
  for (int channel = 0; channel < tap.channels; ++channel) {
    const float* row = tap.values.data() +
                       static_cast<size_t>(channel) * tap.out_channels +
                       block.channel;
    const int64_t first =
        at + static_cast<int64_t>(channel / group) * lanes * group +
        channel % group;
    for (int lane = 0; lane < used; ++lane)
      store_as(type, row[lane], packed,
               first + static_cast<int64_t>(lane) * group);
  }
}

const float* pack_floats(const std::vector<float>& values, Arena& arena) {
  auto* packed =
      arena.take_array<float>(padded_channels(static_cast<int>(values.size())));
  std::copy(values.begin(), values.end(), packed);
  return packed;
}

std::vector<PhaseKernel> phases_of(const ConvStep& step) {
  const int count = step.transposed ? step.stride : 1;
  std::vector<PhaseKernel> phases;
  for (int y = 0; y < count; ++y)
    for (int x = 0; x < count; ++x) {
      PhaseKernel phase{{y, x, {}}, {}};
      for (const auto& [dy, ky] : axis_taps(step, step.filter.height, y))
        for (const auto& [dx, kx] : axis_taps(step, step.filter.width, x)) {
          phase.phase.taps.push_back({dy, dx});
          phase.positions.push_back({ky, kx});
        }
      phases.push_back(std::move(phase));
    }
  return phases;
}

PackedConvolution packed_geometry(const ConvStep& step, Type type,
                                  int channels) {
  PackedConvolution packed;
  packed.type = type;
  packed.step_in = step.transposed ? 1 : step.stride;
  packed.step_out = step.transposed ? step.stride : 1;
  packed.blocks = blocks_of(step.filter.out_channels);
  packed.groups = round_up(channels, group_of(type)) / group_of(type);
  return packed;
}

}  // namespace p2p::avx512
