// SPDX-License-Identifier: MIT
// One picture laid over another, sample by sample: the definition, which the
// rows of the CPU follow in the same order.
#pragma once

#include "models/pixels/frame_pixels.h"

namespace p2p {

/// How much of the upper picture is seen at each pixel of a frame: 0 to 1,
/// [height, width] without gaps. Borrowed.
struct WeightPlane {
  float* data;
  int height;
  int width;

  P2P_HOST_DEVICE float* row(int y) const {
    return data + static_cast<long>(y) * width;
  }
};

/// The colour of an overlay as sample values, not rounded: R, G, B; Y, Cb, Cr;
/// or grey (BT.601 luma).
P2P_HOST_DEVICE inline Triple colour_samples(uint32_t argb,
                                             const P2pFrame& frame) {
  const Triple rgb{static_cast<float>(argb >> 16 & 255u),
                   static_cast<float>(argb >> 8 & 255u),
                   static_cast<float>(argb & 255u)};
  if (frame.colour == P2P_COLOUR_RGB) return rgb;
  if (frame.colour == P2P_COLOUR_YUV) return rgb_to_yuv(rgb, frame.yuv);
  const float grey = 0.299f * rgb.a + 0.587f * rgb.b + 0.114f * rgb.c;
  return {grey, grey, grey};
}

/// How much of it is seen where the mask is 1.
P2P_HOST_DEVICE inline float colour_opacity(uint32_t argb) {
  return static_cast<float>(argb >> 24) / 255.0f;
}

/// A network value of a mask as 0 to 1; with a threshold above 0, as 0 or 1.
P2P_HOST_DEVICE inline float mask_weight(float value, ValueRange range,
                                         float threshold) {
  const float pixel = to_pixel(value, range);
  if (threshold <= 0.0f) return pixel / 255.0f;
  return pixel >= threshold * 255.0f ? 1.0f : 0.0f;
}

/// Exactly `below` for weight 0 and `above` for 1, if they are whole.
P2P_HOST_DEVICE inline uint8_t blend_sample(float below, float above,
                                            float weight) {
  return round_pixel(below + (above - below) * weight);
}

/// Weighted mean of the weights under two footprints, edges repeated.
P2P_HOST_DEVICE inline float mean_weight(const WeightPlane& weights,
                                         const Footprint& fx,
                                         const Footprint& fy) {
  float sum = 0.0f;
  for (int i = 0; i < fx.count; ++i) {
    const int x = clamp_index(fx.first + i, weights.width - 1);
    float column = 0.0f;
    for (int j = 0; j < fy.count; ++j)
      column += fy.weight(j) *
                weights.row(clamp_index(fy.first + j, weights.height - 1))[x];
    sum += fx.weight(i) * column;
  }
  return sum * (1.0f / (fx.total() * fy.total()));
}

/// The weight of sample (x, y) of a colour component: for chroma the mean over
/// the pixels it stands for.
P2P_HOST_DEVICE inline float sample_weight(const WeightPlane& weights,
                                           const P2pFrame& frame, int component,
                                           int x, int y) {
  const P2pComponent& c = frame.component[component];
  return mean_weight(
      weights, Footprint::of(x, c.x_shift, frame.yuv.chroma_x_cosited != 0),
      Footprint::of(y, c.y_shift, frame.yuv.chroma_y_cosited != 0));
}

}  // namespace p2p
