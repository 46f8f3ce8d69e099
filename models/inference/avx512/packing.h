// SPDX-License-Identifier: MIT
// A convolution's weights in the order in which the products read them.
#pragma once

#include <vector>

#include "models/inference/avx512/arena.h"
#include "models/inference/avx512/kernels.h"
#include "models/inference/program.h"

namespace p2p::avx512 {

/// Output channels that one product computes: 16, 32 or 64.
struct Block {
  int channel;  ///< the first one
  int vectors;
};

/// All of `channels`, the last block padded to a whole vector.
std::vector<Block> blocks_of(int channels);

/// Channels rounded up to whole vectors of the last block.
int padded_channels(int channels);

/// Where an input pixel lies that weighs on an output pixel, from the input
/// pixel that belongs to it.
struct PixelTap {
  int y;
  int x;
};

/// Output pixels (y + step * j, x + step * i) and the taps that they share: one
/// phase for a convolution, stride x stride for a transposed one.
struct Phase {
  int y = 0;
  int x = 0;
  std::vector<PixelTap> taps;
};

/// How activations are stored as integers: real = (stored - zero) * scale.
struct Quantisation {
  float scale = 1.0f;
  int zero = 0;
};

/// Weights for products, [products][taps][groups][16 * vectors][group] for each
/// phase and block. They do not depend on the frame's size.
struct PackedConvolution {
  Type type = Type::kFp32;  ///< of the input
  int step_in = 1;   ///< input pixels between neighbouring pixels of a phase
  int step_out = 1;  ///< output pixels between them
  int groups = 0;    ///< input channel groups of a tap
  std::vector<Phase> phases;
  std::vector<Block> blocks;
  std::vector<const void*> weights;  ///< [phase * blocks + block]
  std::vector<const float*> bias;    ///< by phase: [padded channels]
  const float* scale = nullptr;      ///< [padded channels]; null for 1

  const void* weights_of(size_t phase, size_t block) const {
    return weights[phase * blocks.size() + block];
  }
  /// Elements of one tap of a block.
  int64_t tap_size(const Block& block) const {
    return static_cast<int64_t>(groups) * group_of(type) * block.vectors *
           kLanes;
  }
};

/// Weights and phases of `step` for fp32 or bf16 input with `in_pitch` channels
/// between pixels.
PackedConvolution pack_convolution(const ConvStep& step, Type type,
                                   int in_pitch, Arena& arena);

/// The same for stored integers: `input` says how each input channel is
/// stored. Weights become int8 with a scale per output channel (Jacob et al.
/// 2018, section 2). The input's border must hold the zero points.
PackedConvolution pack_integers(const ConvStep& step,
                                const std::vector<Quantisation>& input,
                                Arena& arena);

/// Whether Winograd's algorithm (convolution.h) can compute the step: a kernel
/// of 4x4 with stride 2 and padding 1.
bool winograd_applies(const ConvStep& step);

/// Weights for Winograd's algorithm: nine products, whose taps are the chains
/// that add up to an output pixel. kFp32 or kBf16.
PackedConvolution pack_winograd(const ConvStep& step, Type type, Arena& arena);

/// Weights for shuffled products.
struct PackedShuffle {
  Type type = Type::kFp32;  ///< of the input
  int groups = 0;           ///< of input channels
  int channels = 0;         ///< of the picture, 1 or 3
  const void* weights = nullptr;
  const float* scale = nullptr;  ///< [phase][4]; null unless kUint8
  const float* bias = nullptr;   ///< [phase][4]
};

/// A 3x3 step with pixel shuffle to 1 or 3 channels; throws
/// std::invalid_argument for others. `input` says how input channels are stored
/// and is read for kUint8 only.
PackedShuffle pack_shuffle(const ConvStep& step, Type type,
                           const std::vector<Quantisation>& input,
                           Arena& arena);

}  // namespace p2p::avx512
