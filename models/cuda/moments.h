// SPDX-License-Identifier: MIT
// Mean and variance of each sample's channels, in parts that are merged in one
// fixed order: the same frame gives the same bits. Arithmetic for host and
// device.
#pragma once

#include <cmath>

#include "models/cuda/area.h"

namespace p2p::cuda {

/// Of some values: how many, their mean, and the sum of the squares of their
/// distances from it.
struct Moments {
  float count;
  float mean;
  float squares;
};

/// Welford 1962: no difference of large sums.
P2P_HOST_DEVICE inline void add(Moments& m, float value) {
  m.count += 1.0f;
  const float distance = value - m.mean;
  m.mean += distance / m.count;
  m.squares += distance * (value - m.mean);
}

/// Chan, Golub and LeVeque 1979.
P2P_HOST_DEVICE inline Moments merged(const Moments& a, const Moments& b) {
  if (a.count == 0.0f) return b;
  if (b.count == 0.0f) return a;
  const float count = a.count + b.count;
  const float distance = b.mean - a.mean;
  const float share = b.count / count;
  return {count, a.mean + distance * share,
          a.squares + b.squares + distance * distance * a.count * share};
}

/// From activations to the scale and shift that normalise them.
struct Statistics {
  const uint16_t* raw;  ///< [samples, pixels, channels]
  int samples;
  int pixels;
  int channels;
  int chunks;           ///< of the pixels of a sample
  Moments* parts;       ///< [samples, chunks, channels]
  const float* weight;  ///< [channels], of the norm
  const float* bias;    ///< [channels], of the norm
  float eps;            ///< added to the variance
  float* scale;         ///< [samples, channels], the result
  float* shift;         ///< [samples, channels], the result
};

/// Enough chunks to occupy a GPU, few enough to be merged by one thread.
inline int chunk_count(int pixels) {
  constexpr int kLeastPixels = 256;
  constexpr int kMostChunks = 64;
  const int chunks = (pixels + kLeastPixels - 1) / kLeastPixels;
  return chunks < kMostChunks ? chunks : kMostChunks;
}

/// Of every `lanes`th pixel of a chunk from `lane` on.
template <PlaneType type>
P2P_HOST_DEVICE inline Moments lane_moments(const Statistics& s, int sample,
                                            int chunk, int channel, int lane,
                                            int lanes) {
  const int size = (s.pixels + s.chunks - 1) / s.chunks;
  const int first = chunk * size;
  const int last = first + size < s.pixels ? first + size : s.pixels;
  const uint16_t* raw =
      s.raw + static_cast<size_t>(sample) * s.pixels * s.channels + channel;
  Moments moments{};
  for (int i = first + lane; i < last; i += lanes)
    add(moments, float_of<type>(raw[static_cast<size_t>(i) * s.channels]));
  return moments;
}

P2P_HOST_DEVICE inline Moments& part_at(const Statistics& s, int sample,
                                        int chunk, int channel) {
  return s.parts[(static_cast<size_t>(sample) * s.chunks + chunk) * s.channels +
                 channel];
}

/// Merges the chunks of one channel and writes its scale and shift.
P2P_HOST_DEVICE inline void finish_statistics(const Statistics& s, int sample,
                                              int channel) {
  Moments all{};
  for (int chunk = 0; chunk < s.chunks; ++chunk)
    all = merged(all, part_at(s, sample, chunk, channel));
  const float scale =
      s.weight[channel] / sqrtf(all.squares / all.count + s.eps);
  const size_t at = static_cast<size_t>(sample) * s.channels + channel;
  s.scale[at] = scale;
  s.shift[at] = s.bias[channel] - all.mean * scale;
}

}  // namespace p2p::cuda
