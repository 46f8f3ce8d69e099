// SPDX-License-Identifier: MIT
// What follows a convolution or the statistics of a norm: scale and shift,
// residual, activation, and the stores. Arithmetic for host and device.
#pragma once

#include <cmath>

#include "models/cuda/area.h"
#include "models/inference/program.h"

namespace p2p::cuda {

/// Channels of an area from `channel` on, and what goes into them.
struct Slice {
  Area area;
  int channel;
  Activation activation;
};

inline constexpr int kMaxStores = 2;

/// One pass over what a convolution left: y = x * scale + shift (+ residual).
struct Finish {
  const uint16_t* raw;  ///< [samples, height, width, channels]
  int samples;
  int height;
  int width;
  int channels;
  const float* scale;  ///< of each channel; null: 1
  const float* shift;  ///< of each channel
  int sample_stride;   ///< of scale and shift; 0: the same for all samples
  /// The result is [samples, 2 height, 2 width, channels / 4]; see ConvStep.
  bool shuffle;
  bool has_residual;
  Slice residual;
  int n_stores;
  Slice stores[kMaxStores];
};

P2P_HOST_DEVICE inline float activate(const Activation& activation, float x) {
  switch (activation.kind) {
    case Activation::Kind::kTanh:
      return tanhf(x);
    case Activation::Kind::kSigmoid:
      return 1.0f / (1.0f + expf(-x));
    default:
      // NaN stays NaN.
      return x < 0.0f ? x * activation.slope : x;
  }
}

/// Where a value lies in the result.
struct Cell {
  int sample;
  int y;
  int x;
  int channel;
};

/// Channel 4c + 2y + x of pixel (j, i) is channel c of pixel (2j + y, 2i + x).
P2P_HOST_DEVICE inline Cell shuffled(const Cell& cell) {
  return {cell.sample, 2 * cell.y + cell.channel / 2 % 2,
          2 * cell.x + cell.channel % 2, cell.channel / 4};
}

/// Pieces of `width` channels that a pass has.
template <int width>
P2P_HOST_DEVICE inline size_t piece_count(const Finish& f) {
  return static_cast<size_t>(f.samples) * f.height * f.width *
         (f.channels / width);
}

template <int width>
P2P_HOST_DEVICE inline Cell piece_at(const Finish& f, uint32_t piece) {
  const uint32_t pieces = f.channels / width;
  const uint32_t pixel = piece / pieces;
  const uint32_t row = pixel / f.width;
  return {static_cast<int>(row / f.height), static_cast<int>(row % f.height),
          static_cast<int>(pixel % f.width),
          static_cast<int>(piece % pieces) * width};
}

template <PlaneType type, int width>
P2P_HOST_DEVICE inline void add_residual(const Slice& residual,
                                         const Cell& cell, float* values) {
  const auto& more = Lanes<width>::at(residual.area.at(
      cell.sample, cell.y, cell.x, residual.channel + cell.channel));
  for (int i = 0; i < width; ++i) values[i] += float_of<type>(more.value[i]);
}

template <PlaneType type, int width>
P2P_HOST_DEVICE inline void store(const Slice& slice, const Cell& cell,
                                  const float* values) {
  Lanes<width> lanes;
  for (int i = 0; i < width; ++i)
    lanes.value[i] = bits_as<type>(activate(slice.activation, values[i]));
  Lanes<width>::at(slice.area.at(cell.sample, cell.y, cell.x,
                                 slice.channel + cell.channel)) = lanes;
}

/// What one thread does. `width` is 8 only where channels_are_wide() says so.
template <PlaneType type, int width>
P2P_HOST_DEVICE inline void finish_piece(const Finish& f, uint32_t piece) {
  Cell cell = piece_at<width>(f, piece);
  const auto& raw =
      Lanes<width>::at(f.raw + static_cast<size_t>(piece) * width);
  const int first = cell.sample * f.sample_stride + cell.channel;
  float values[width];
  for (int i = 0; i < width; ++i) {
    const float x = float_of<type>(raw.value[i]);
    values[i] = (f.scale ? x * f.scale[first + i] : x) + f.shift[first + i];
  }
  if (f.shuffle) cell = shuffled(cell);
  if (f.has_residual) add_residual<type, width>(f.residual, cell, values);
  // A fixed count unrolls: parameters of a kernel are not indexed cheaply.
  for (int s = 0; s < kMaxStores; ++s)
    if (s < f.n_stores) store<type, width>(f.stores[s], cell, values);
}

inline bool is_wide(const Slice& slice) {
  return slice.area.channels % kWide == 0 && slice.channel % kWide == 0;
}

/// Whether all that a pass touches lies in whole groups of 8 channels.
inline bool channels_are_wide(const Finish& f) {
  if (f.channels % kWide != 0 || f.shuffle) return false;
  if (f.has_residual && !is_wide(f.residual)) return false;
  for (int s = 0; s < f.n_stores; ++s)
    if (!is_wide(f.stores[s])) return false;
  return true;
}

}  // namespace p2p::cuda
