// SPDX-License-Identifier: MIT
// Y'CbCr and R'G'B' (ITU-R BT.601-7 section 2.5, BT.709-6 section 3).
#pragma once

#include "models/pixels/value_range.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Three values of one pixel; R'G'B' are 0 to 255, not necessarily whole.
struct Triple {
  float a, b, c;
};

/// Stored sample values to R'G'B', not clamped.
P2P_HOST_DEVICE inline Triple yuv_to_rgb(float y, float cb, float cr,
                                         const P2pYuv& yuv) {
  const float luma = (y - yuv.y_offset) * (255.0f / yuv.y_scale);
  const float blue = (cb - yuv.c_offset) * (255.0f / yuv.c_scale);
  const float red = (cr - yuv.c_offset) * (255.0f / yuv.c_scale);
  const float r = luma + 2.0f * (1.0f - yuv.kr) * red;
  const float b = luma + 2.0f * (1.0f - yuv.kb) * blue;
  const float per_green = 1.0f / (1.0f - yuv.kr - yuv.kb);
  return {r, (luma - yuv.kr * r - yuv.kb * b) * per_green, b};
}

/// R'G'B' to sample values, neither rounded nor clamped.
P2P_HOST_DEVICE inline Triple rgb_to_yuv(Triple rgb, const P2pYuv& yuv) {
  const float kg = 1.0f - yuv.kr - yuv.kb;
  const float luma = yuv.kr * rgb.a + kg * rgb.b + yuv.kb * rgb.c;
  const float blue = (rgb.c - luma) * (0.5f / (1.0f - yuv.kb));
  const float red = (rgb.a - luma) * (0.5f / (1.0f - yuv.kr));
  return {yuv.y_offset + luma * (yuv.y_scale / 255.0f),
          yuv.c_offset + blue * (yuv.c_scale / 255.0f),
          yuv.c_offset + red * (yuv.c_scale / 255.0f)};
}

/// One axis of chroma interpolation: sample(at) * (1 - t) + sample(at + 1) * t
/// with both indices clamped to the plane.
struct ChromaPhase {
  int at;
  float t;
};

/// Where luma position `i` lies between the samples of a chroma axis.
P2P_HOST_DEVICE inline ChromaPhase chroma_phase(int i, int shift,
                                                bool cosited) {
  if (shift == 0) return {i, 0.0f};
  const float step = static_cast<float>(1 << shift);
  const float centre = cosited ? 0.0f : (step - 1.0f) / 2.0f;
  const float position = (static_cast<float>(i) - centre) / step;
  const int at = position < 0.0f ? -1 : static_cast<int>(position);
  return {at, position - static_cast<float>(at)};
}

}  // namespace p2p
