// SPDX-License-Identifier: MIT
// The inner loops that need AVX-512, as plain functions over plain pointers.
// Only the kernels_*.cpp files are compiled for these instructions; whoever
// calls them has asked the processor first (processor.h).
#pragma once

#include <cstdint>

namespace p2p::avx512 {

/// What a buffer's elements are. kUint8 stands for round(value / scale) +
/// zero point.
enum class Type { kFp32, kBf16, kUint8 };

constexpr int kLanes = 16;  ///< 32-bit values in a vector

constexpr int size_of(Type type) {
  return type == Type::kFp32 ? 4 : type == Type::kBf16 ? 2 : 1;
}

/// Consecutive elements of an input channel group that one instruction
/// multiplies and adds up: the innermost packing of the weights.
constexpr int group_of(Type type) { return 4 / size_of(type); }

/// One kernel element (or row of them): where it finds input and weights,
/// counted in elements.
struct Tap {
  int64_t input;   ///< from the offset of an output row
  int64_t weight;  ///< from the first weight of the block
};

constexpr int kMaxVectors = 4;  ///< of output channels in one block
constexpr int kMaxRows = 96;    ///< output pixels of one call

/// out[row][channel] = sum over taps t and input channels k of
/// input[rows[row] + t.input + k] * weights[t.weight + ...], a matrix product
/// whose left side is gathered. Weights of a tap are packed as
/// [groups][16 * vectors][group_of(type)], 64-byte aligned.
struct Product {
  const void* input;
  const int64_t* rows;  ///< [n_rows] offsets, in elements
  int n_rows;           ///< at most kMaxRows
  const Tap* taps;
  int n_taps;
  int groups;  ///< of input channels per tap
  const void* weights;
  int vectors;  ///< 1, 2 or 4
  /// fp32, for kUint8 input int32: [n_rows][16 * vectors]
  void* out;
};

/// `weights` of kUint8 products are int8.
void product_fp32(const Product& product);
void product_bf16(const Product& product);
void product_uint8(const Product& product);

/// Winograd's input differences over `count` elements in a row, `step_x` and
/// `step_y` being the distances in elements to the pixels that are subtracted:
///   dx[i] = in[i] - in[i + step_x]
///   dy[i] = in[i] - in[i + step_y]
///   dxy[i] = dx[i] - dx[i + step_y]
/// each rounded once. Up to 15 elements more are read and written.
struct Differences {
  const void* in;
  void* dx;
  void* dy;
  void* dxy;
  int64_t count;
  int64_t step_x;
  int64_t step_y;
};
void differences_fp32(const Differences& differences);
void differences_bf16(const Differences& differences);

/// What becomes of a sum on its way to memory. Only fp32 targets have others
/// than kLeaky.
enum class Curve { kLeaky, kTanh, kSigmoid };

/// One destination of finished values.
struct Target {
  void* data;
  const int64_t* rows;  ///< offset of each row's first channel, in elements
  Curve curve;
  float slope;  ///< for kLeaky: what negative values are multiplied by
  /// For uint8: stored is round(value * inverse_scale) + zero_point, clamped.
  float inverse_scale;
  int zero_point;
};

constexpr int kMaxTargets = 2;

/// value = sum * scale + bias + residual, then each target's curve. With
/// ratios, for kFp32 and kBf16 only, value = (sum * scale + residual) * ratio +
/// bias, and 0 where the row's ratio is 0. Residual and targets are of the
/// function's type.
struct Finish {
  const void* sums;      ///< [n_rows][pitch] fp32, or int32
  bool integers;         ///< the sums are int32
  int pitch;             ///< elements between rows
  int n_rows;            ///< at most kMaxRows
  int channels;          ///< that are stored, at most `pitch`
  const float* scale;    ///< [channels rounded up to 16], may be null: 1
  const float* bias;     ///< likewise, never null
  const void* residual;  ///< may be null
  const int64_t* residual_rows;
  float residual_scale;  ///< of uint8 residuals
  int residual_zero;     ///< likewise
  const float* ratios;   ///< [n_rows], may be null
  int n_targets;
  Target targets[kMaxTargets];
};
void finish_fp32(const Finish& finish);
void finish_bf16(const Finish& finish);
void finish_uint8(const Finish& finish);

/// Winograd's output transform F(2x2, 2x2) of one tile for 16 * vectors
/// channels: from nine products, `point_pitch` floats apart, to four pixels
/// [2][2][16 * vectors].
void output_transform(const float* products, int64_t point_pitch, int vectors,
                      float* pixels);

constexpr int kShuffledPixels = 32;   ///< of one shuffled product
constexpr int kShuffledChannels = 4;  ///< at most, with an empty one for 3

/// 16 x 16 blocks of 4-byte groups: out[group * out_pitch + pixel] =
/// in[pixel * in_pitch + group]. Pixels beyond `last_pixel` repeat it. `pixels`
/// is a multiple of 16; groups are rounded up to one, and `out` has room for
/// them.
struct Transposition {
  const void* in;
  int64_t in_pitch;  ///< groups
  int pixels;
  int last_pixel;
  int groups;
  uint32_t* out;
  int64_t out_pitch;  ///< pixels
};
void transpose(const Transposition& transposition);

/// A 3x3 convolution to 2x2 phases of 1 or 3 channels, of which each phase uses
/// 2x2 positions, for kShuffledPixels pixels in a row: sums[(4 * phase +
/// channel) * kShuffledPixels + pixel].
struct ShuffledProduct {
  /// Of the row above, the row itself and the one below: [groups][pitch],
  /// beginning with the pixel left of the first one.
  const uint32_t* rows[3];
  int64_t pitch;
  int groups;
  int channels;         ///< 1 or 3
  const void* weights;  ///< [groups][3][3][phases that it reaches][channels]
  void* sums;           ///< fp32, for kUint8 int32
};
void shuffled_product_fp32(const ShuffledProduct& product);
void shuffled_product_bf16(const ShuffledProduct& product);
void shuffled_product_uint8(const ShuffledProduct& product);

/// Scale, bias and curve of the sums of `pixels` pixels, stored as two rows of
/// pixels of 4 fp32 channels.
struct ShuffledFinish {
  const void* sums;
  bool integers;
  const float* scale;  ///< [phase][4]; null for 1
  const float* bias;   ///< [phase][4]
  Curve curve;
  float slope;
  int pixels;  ///< at most kShuffledPixels
  float* top;
  float* bottom;
};
void finish_shuffled(const ShuffledFinish& finish);

/// Adds to sum[c] the values x - origin of channel c over all pixels, and to
/// squares[c] their squares.
struct Moments {
  const void* data;
  int64_t pixel_pitch;  ///< elements
  int64_t pixels;
  int channels;
  const float* origin;  ///< [channels]
  float* sum;           ///< [channels]
  float* squares;       ///< [channels]
};
void moments_fp32(const Moments& moments);
void moments_bf16(const Moments& moments);

/// `count` stored values as floats.
void to_float_fp32(const void* in, int64_t count, float* out);
void to_float_bf16(const void* in, int64_t count, float* out);

/// The functions for one type of stored activations; null where there is none.
struct Kernels {
  void (*product)(const Product&);
  void (*shuffled_product)(const ShuffledProduct&);
  void (*finish)(const Finish&);
  void (*differences)(const Differences&);
  void (*moments)(const Moments&);
  void (*to_float)(const void*, int64_t, float*);
};
const Kernels& kernels_of(Type type);

}  // namespace p2p::avx512
