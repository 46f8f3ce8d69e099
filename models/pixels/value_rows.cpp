// SPDX-License-Identifier: MIT
// value_range.h over runs. A loop for each way that planes lie.
#include "models/pixels/value_rows.h"

#include <algorithm>
#include <bit>

#include "models/pixels/multiversion.h"

namespace p2p {
namespace {

P2P_MULTIVERSION void to_pixels(float* values, int n, ValueRange range) {
  for (int i = 0; i < n; ++i) values[i] = to_pixel(values[i], range);
}

P2P_MULTIVERSION void store_bf16_row(const float* __restrict in, int n,
                                     uint16_t* __restrict out) {
  for (int i = 0; i < n; ++i) out[i] = to_bf16(in[i]);
}

// Three channels side by side in pixels of four elements are stored as whole
// words: of four narrow streams compilers make many more permutations.
static_assert(std::endian::native == std::endian::little);
using Word [[gnu::may_alias, gnu::aligned(2)]] = uint64_t;

inline uint64_t word_of(uint32_t first, uint32_t second) {
  return first | static_cast<uint64_t>(second) << 32;
}

P2P_MULTIVERSION void store_quads(const float* __restrict a,
                                  const float* __restrict b,
                                  const float* __restrict c, int n,
                                  float* out) {
  Word* __restrict words = reinterpret_cast<Word*>(out);
  for (int i = 0; i < n; ++i) {
    words[2 * i] = word_of(bits_of(a[i]), bits_of(b[i]));
    words[2 * i + 1] = bits_of(c[i]);
  }
}

P2P_MULTIVERSION void store_bf16_quads(const float* __restrict a,
                                       const float* __restrict b,
                                       const float* __restrict c, int n,
                                       uint16_t* out) {
  Word* __restrict words = reinterpret_cast<Word*>(out);
  for (int i = 0; i < n; ++i) {
    const uint32_t second = to_bf16(b[i]);
    words[i] = word_of(to_bf16(a[i]) | second << 16, to_bf16(c[i]));
  }
}

P2P_MULTIVERSION void load_quads(const float* __restrict in, int n,
                                 float* __restrict a, float* __restrict b,
                                 float* __restrict c) {
  for (int i = 0; i < n; ++i) {
    a[i] = in[4 * i];
    b[i] = in[4 * i + 1];
    c[i] = in[4 * i + 2];
  }
}

P2P_MULTIVERSION void load_strided(const float* __restrict in, int64_t stride,
                                   int n, float* __restrict out) {
  for (int i = 0; i < n; ++i) out[i] = in[i * stride];
}

bool are_quads(const PlaneFormat& format, const Planes& planes) {
  return format.channels == 3 && planes.channel_stride == 1 &&
         planes.pixel_stride == 4;
}

void store_channel(const float* values, int channel, const RunPosition& run,
                   const Planes& planes) {
  const bool dense = planes.pixel_stride == 1;
  if (dense && planes.type == PlaneType::kFp32) {
    std::copy_n(values, run.length, planes.at<float>(channel, run.y, run.x));
  } else if (dense && planes.type == PlaneType::kBf16) {
    store_bf16_row(values, run.length,
                   planes.at<uint16_t>(channel, run.y, run.x));
  } else {
    for (int i = 0; i < run.length; ++i)
      planes.set_value(channel, run.y, run.x + i, values[i]);
  }
}

void load_channel(const Planes& planes, int channel, const RunPosition& run,
                  float* out) {
  if (planes.type == PlaneType::kFp32)
    return load_strided(planes.at<float>(channel, run.y, run.x),
                        planes.pixel_stride, run.length, out);
  for (int i = 0; i < run.length; ++i)
    out[i] = planes.value(channel, run.y, run.x + i);
}

}  // namespace

P2P_MULTIVERSION void to_network_values(const SampleRun& samples, int n,
                                        ValueRange range,
                                        float* __restrict out) {
  for (int i = 0; i < n; ++i) out[i] = to_network(samples.sample[i], range);
}

void store_values(const ColourRun& values, const RunPosition& run,
                  const PlaneFormat& format, const Planes& planes) {
  const float* channel[3] = {};
  for (int c = 0; c < format.channels; ++c)
    channel[plane_of(c, format)] = values.colour[c];
  const auto [a, b, c] = channel;
  if (are_quads(format, planes) && planes.type == PlaneType::kFp32)
    return store_quads(a, b, c, run.length, planes.at<float>(0, run.y, run.x));
  if (are_quads(format, planes) && planes.type == PlaneType::kBf16)
    return store_bf16_quads(a, b, c, run.length,
                            planes.at<uint16_t>(0, run.y, run.x));
  for (int i = 0; i < format.channels; ++i)
    store_channel(channel[i], i, run, planes);
}

void load_values(const Planes& planes, const PlaneFormat& format,
                 const RunPosition& run, ColourRun& values) {
  float* channel[3] = {};
  for (int c = 0; c < format.channels; ++c)
    channel[plane_of(c, format)] = values.colour[c];
  if (are_quads(format, planes) && planes.type == PlaneType::kFp32)
    return load_quads(planes.at<float>(0, run.y, run.x), run.length, channel[0],
                      channel[1], channel[2]);
  for (int i = 0; i < format.channels; ++i)
    load_channel(planes, i, run, channel[i]);
}

void load_pixels(const Planes& planes, const PlaneFormat& format,
                 const RunPosition& run, ColourRun& pixels) {
  load_values(planes, format, run, pixels);
  for (int c = 0; c < format.channels; ++c)
    to_pixels(pixels.colour[c], run.length, format.range);
}

P2P_MULTIVERSION void to_samples(const float* __restrict values, int n,
                                 ValueRange range, SampleRun& out) {
  for (int i = 0; i < n; ++i)
    out.sample[i] = round_pixel(to_pixel(values[i], range));
}

}  // namespace p2p
