// SPDX-License-Identifier: MIT
// One pixel of a frame, read or written: what every converter does for each
// position. The kernels of the GPU call these functions; the rows of the CPU
// compute the same values in the same order.
#pragma once

#include "models/pixels/planes.h"
#include "models/pixels/value_range.h"
#include "models/pixels/yuv.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

P2P_HOST_DEVICE inline int clamp_index(int i, int last) {
  return i < 0 ? 0 : (i > last ? last : i);
}

/// Samples along an axis of `size` pixels that is halved `shift` times.
P2P_HOST_DEVICE inline int sample_count(int size, int shift) {
  return (size + (1 << shift) - 1) >> shift;
}

P2P_HOST_DEVICE inline uint8_t* sample_at(const P2pComponent& c, int x, int y) {
  return c.data + static_cast<long>(y) * c.row_stride +
         static_cast<long>(x) * c.pixel_stride;
}

/// A chroma component at luma position (x, y), linearly interpolated.
P2P_HOST_DEVICE inline float chroma_at(const P2pFrame& frame, int component,
                                       int x, int y) {
  const P2pComponent& c = frame.component[component];
  const ChromaPhase px =
      chroma_phase(x, c.x_shift, frame.yuv.chroma_x_cosited != 0);
  const ChromaPhase py =
      chroma_phase(y, c.y_shift, frame.yuv.chroma_y_cosited != 0);
  const int last_x = sample_count(frame.width, c.x_shift) - 1;
  const int last_y = sample_count(frame.height, c.y_shift) - 1;
  const int x0 = clamp_index(px.at, last_x);
  const int x1 = clamp_index(px.at + 1, last_x);
  const int y0 = clamp_index(py.at, last_y);
  const int y1 = clamp_index(py.at + 1, last_y);
  const float above =
      *sample_at(c, x0, y0) * (1.0f - px.t) + *sample_at(c, x1, y0) * px.t;
  const float below =
      *sample_at(c, x0, y1) * (1.0f - px.t) + *sample_at(c, x1, y1) * px.t;
  return above * (1.0f - py.t) + below * py.t;
}

/// R'G'B' of pixel (x, y), 0 to 255; grey in all three.
P2P_HOST_DEVICE inline Triple read_pixel(const P2pFrame& frame, int x, int y) {
  const float first = *sample_at(frame.component[0], x, y);
  if (frame.colour == P2P_COLOUR_GREY) return {first, first, first};
  if (frame.colour == P2P_COLOUR_RGB)
    return {first, static_cast<float>(*sample_at(frame.component[1], x, y)),
            static_cast<float>(*sample_at(frame.component[2], x, y))};
  const Triple rgb = yuv_to_rgb(first, chroma_at(frame, 1, x, y),
                                chroma_at(frame, 2, x, y), frame.yuv);
  return {clamp_pixel(rgb.a), clamp_pixel(rgb.b), clamp_pixel(rgb.c)};
}

/// Planes of network values seen as R'G'B' pixels, 0 to 255; one channel is
/// all three colours.
struct RgbPlanes {
  Planes planes;
  PlaneFormat format;

  P2P_HOST_DEVICE float colour(int index, int x, int y) const {
    return to_pixel(planes.value(plane_of(index, format), y, x), format.range);
  }
  P2P_HOST_DEVICE Triple at(int x, int y) const {
    return {colour(0, x, y), colour(1, x, y), colour(2, x, y)};
  }
};

/// Luma positions that one chroma sample averages along an axis: all
/// `1 << shift` of them, or 1-2-1 around a co-sited one.
struct Footprint {
  int first;
  int count;
  bool triangle;

  P2P_HOST_DEVICE static Footprint of(int sample, int shift, bool cosited) {
    if (shift == 0) return {sample, 1, false};
    if (!cosited) return {sample << shift, 1 << shift, false};
    return {(sample << shift) - 1, 3, true};
  }
  P2P_HOST_DEVICE float weight(int i) const {
    return triangle && i == 1 ? 2.0f : 1.0f;
  }
  /// Of the weights: a power of two.
  P2P_HOST_DEVICE float total() const {
    return static_cast<float>(triangle ? 4 : count);
  }
};

/// Weighted sum of the pixels of column `x` under a footprint, edges repeated.
P2P_HOST_DEVICE inline Triple column_sum(const RgbPlanes& rgb,
                                         const P2pFrame& frame, int x,
                                         const Footprint& fy) {
  Triple sum{0.0f, 0.0f, 0.0f};
  for (int j = 0; j < fy.count; ++j) {
    const Triple pixel = rgb.at(x, clamp_index(fy.first + j, frame.height - 1));
    const float weight = fy.weight(j);
    sum = {sum.a + weight * pixel.a, sum.b + weight * pixel.b,
           sum.c + weight * pixel.c};
  }
  return sum;
}

/// Weighted mean of the pixels under two footprints, edges repeated.
P2P_HOST_DEVICE inline Triple average(const RgbPlanes& rgb,
                                      const P2pFrame& frame,
                                      const Footprint& fx,
                                      const Footprint& fy) {
  Triple sum{0.0f, 0.0f, 0.0f};
  for (int i = 0; i < fx.count; ++i) {
    const Triple column =
        column_sum(rgb, frame, clamp_index(fx.first + i, frame.width - 1), fy);
    const float weight = fx.weight(i);
    sum = {sum.a + weight * column.a, sum.b + weight * column.b,
           sum.c + weight * column.c};
  }
  const float share = 1.0f / (fx.total() * fy.total());
  return {sum.a * share, sum.b * share, sum.c * share};
}

/// Writes the chroma samples (x, y) of a YUV frame.
P2P_HOST_DEVICE inline void write_chroma(const RgbPlanes& rgb,
                                         const P2pFrame& frame, int x, int y) {
  const P2pComponent& c = frame.component[1];
  const Footprint fx =
      Footprint::of(x, c.x_shift, frame.yuv.chroma_x_cosited != 0);
  const Footprint fy =
      Footprint::of(y, c.y_shift, frame.yuv.chroma_y_cosited != 0);
  const Triple yuv = rgb_to_yuv(average(rgb, frame, fx, fy), frame.yuv);
  *sample_at(frame.component[1], x, y) = round_pixel(yuv.b);
  *sample_at(frame.component[2], x, y) = round_pixel(yuv.c);
}

/// Writes what pixel (x, y) has at full resolution: luma, grey or R, G and B.
P2P_HOST_DEVICE inline void write_pixel(const RgbPlanes& rgb,
                                        const P2pFrame& frame, int x, int y) {
  const Triple pixel = rgb.at(x, y);
  if (frame.colour == P2P_COLOUR_YUV) {
    *sample_at(frame.component[0], x, y) =
        round_pixel(rgb_to_yuv(pixel, frame.yuv).a);
    return;
  }
  *sample_at(frame.component[0], x, y) = round_pixel(pixel.a);
  if (frame.colour == P2P_COLOUR_GREY) return;
  *sample_at(frame.component[1], x, y) = round_pixel(pixel.b);
  *sample_at(frame.component[2], x, y) = round_pixel(pixel.c);
}

}  // namespace p2p
