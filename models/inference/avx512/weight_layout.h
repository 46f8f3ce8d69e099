// SPDX-License-Identifier: MIT
// What all ways of packing share: phases and taps, and the order of weights in
// memory.
#pragma once

#include <vector>

#include "models/inference/avx512/packing.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {

int round_up(int value, int to);

/// Nearest whole number, clamped to -127 ... 127.
int8_t to_int8(float value);

/// `value` as weight number `at` of products with inputs of `type`.
void store_as(Type type, float value, void* data, int64_t at);

/// The weights of one tap before packing, [channels][out_channels]. Channels
/// beyond them are zero.
struct TapWeights {
  std::vector<float> values;
  int channels;
  int out_channels;
};

/// [groups][16 * vectors][group] from element `at` of `packed` on.
void pack_tap(const TapWeights& tap, const Block& block, Type type,
              void* packed, int64_t at);

/// Takes memory for all phases and blocks, then fills it tap by tap, `taps` of
/// them in each phase: `tap_weights(phase, tap)` makes their weights.
template <typename Make>
void pack_all(PackedConvolution& packed, const std::vector<int>& taps,
              Make tap_weights, Arena& arena) {
  struct Job {
    int phase, tap;
  };
  std::vector<Job> jobs;
  std::vector<void*> memory;
  for (int phase = 0; phase < static_cast<int>(taps.size()); ++phase) {
    for (int tap = 0; tap < taps[phase]; ++tap) jobs.push_back({phase, tap});
    for (const Block& block : packed.blocks)
      memory.push_back(arena.take(taps[phase] * packed.tap_size(block) *
                                  size_of(packed.type)));
  }
  packed.weights.assign(memory.begin(), memory.end());
  for_each_job(static_cast<int>(jobs.size()), [&](int job) {
    const auto [phase, tap] = jobs[job];
    const TapWeights weights = tap_weights(phase, tap);
    for (size_t b = 0; b < packed.blocks.size(); ++b)
      pack_tap(weights, packed.blocks[b], packed.type,
               memory[phase * packed.blocks.size() + b],
               tap * packed.tap_size(packed.blocks[b]));
  });
}

/// Padded to whole vectors by zeros.
const float* pack_floats(const std::vector<float>& values, Arena& arena);

/// A phase and the kernel position of each of its taps.
struct PhaseKernel {
  Phase phase;
  std::vector<PixelTap> positions;
};

/// One phase for a convolution, stride x stride for a transposed one.
std::vector<PhaseKernel> phases_of(const ConvStep& step);

/// Geometry and blocks of `step` with `channels` input channels for each tap,
/// without phases and weights.
PackedConvolution packed_geometry(const ConvStep& step, Type type,
                                  int channels);

}  // namespace p2p::avx512
