// SPDX-License-Identifier: MIT
// Packing: pad, transform, reorder, round.
#include "models/inference/avx512/packing.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/inference/avx512/bfloat16.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

/// Inputs with fewer channels have the taps of a kernel row joined into one:
/// their pixels lie side by side.
constexpr int kFewChannels = 32;

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
      static_cast<uint16_t*>(data)[at] = to_bfloat16(value);
      return;
    case Type::kUint8:
      static_cast<int8_t*>(data)[at] = to_int8(value);
      return;
  }
}

/// The weights of one tap before packing, [channels][out_channels]. Channels
/// beyond them are zero.
struct TapWeights {
  std::vector<float> values;
  int channels;
  int out_channels;
};

/// [groups][16 * vectors][group] at `packed`.
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
  for_each_job(static_cast<int>(jobs.size()), [&](int job, int) {
    const auto [phase, tap] = jobs[job];
    const TapWeights weights = tap_weights(phase, tap);
    for (size_t b = 0; b < packed.blocks.size(); ++b)
      pack_tap(weights, packed.blocks[b], packed.type,
               memory[phase * packed.blocks.size() + b],
               tap * packed.tap_size(packed.blocks[b]));
  });
}

const float* pack_floats(const std::vector<float>& values, Arena& arena) {
  auto* packed =
      arena.take_array<float>(padded_channels(static_cast<int>(values.size())));
  std::copy(values.begin(), values.end(), packed);
  return packed;
}

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

/// A phase and the kernel position of each of its taps.
struct PhaseKernel {
  Phase phase;
  std::vector<PixelTap> positions;
};

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

PackedConvolution start(const ConvStep& step, Type type, int channels) {
  PackedConvolution packed;
  packed.type = type;
  packed.step_in = step.transposed ? 1 : step.stride;
  packed.step_out = step.transposed ? step.stride : 1;
  packed.blocks = blocks_of(step.filter.out_channels);
  packed.groups = round_up(channels, group_of(type)) / group_of(type);
  return packed;
}

/// Kernel rows as single taps of width * pitch channels.
PackedConvolution pack_rows(const ConvStep& step, Type type, int pitch,
                            Arena& arena) {
  const Filter& filter = step.filter;
  PackedConvolution packed = start(step, type, filter.width * pitch);
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
  PackedConvolution packed = start(step, type, filter.in_channels);
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

/// What zero points add to the sums of a phase, taken off its bias.
std::vector<float> phase_bias(const Filter& filter, const PhaseKernel& phase,
                              const std::vector<Quantisation>& input,
                              const std::vector<float>& scale) {
  std::vector<double> sum(filter.out_channels);
  for (const PixelTap& at : phase.positions)
    for (int i = 0; i < filter.in_channels; ++i)
      for (int o = 0; o < filter.out_channels; ++o)
        sum[o] +=
            static_cast<double>(input[i].zero) * filter.at(o, i, at.y, at.x);
  std::vector<float> bias = filter.bias;
  for (int o = 0; o < filter.out_channels; ++o)
    bias[o] -= static_cast<float>(sum[o] * scale[o]);
  return bias;
}

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
  ConvStep whole = step;
  scale_inputs(whole.filter, input);
  const std::vector<float> scale = weight_scales(whole.filter);
  round_weights(whole.filter, scale);
  PackedConvolution packed = pack_positions(whole, Type::kUint8, arena);
  packed.scale = pack_floats(scale, arena);
  for (const PhaseKernel& phase : phases_of(whole))
    packed.bias.push_back(
        pack_floats(phase_bias(whole.filter, phase, input, scale), arena));
  return packed;
}

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
    scale_inputs(filter, input);
    const std::vector<float> scale = weight_scales(filter);
    round_weights(filter, scale);
    packed.scale = by_phase(scale, arena);
    bias = phase_bias(filter, phases_of(step).front(), input, scale);
  }
  packed.bias = by_phase(bias, arena);
  packed.weights = shuffle_weights(filter, type, packed.groups, arena);
  return packed;
}

bool winograd_applies(const ConvStep& step) {
  return step.filter.height == 4 && step.filter.width == 4 &&
         step.stride == 2 && step.padding == 1;
}

PackedConvolution pack_winograd(const ConvStep& step, Type type, Arena& arena) {
  PackedConvolution packed = start(step, type, step.filter.in_channels);
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
