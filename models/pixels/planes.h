// SPDX-License-Identifier: MIT
// Network values of a picture in memory: their type, order and strides.
#pragma once

#include <cstdint>

#include "models/pixels/half_floats.h"
#include "models/pixels/value_range.h"

namespace p2p {

/// How a network wants its values.
struct PlaneFormat {
  int channels = 3;  ///< 1 or 3
  bool bgr = false;  ///< plane 0 is blue
  ValueRange range;
  bool mask_plane = false;  ///< behind the colours: range.high in holes
};

/// Which plane holds colour 0 (R), 1 (G) or 2 (B).
P2P_HOST_DEVICE inline int plane_of(int colour, const PlaneFormat& format) {
  if (format.channels == 1) return 0;
  return format.bgr ? 2 - colour : colour;
}

enum class PlaneType : uint8_t { kFp32, kBf16, kFp16 };

/// Borrowed planes of network values. Strides are counted in elements, so that
/// dense planes, channels last with any number of elements for a pixel, and a
/// view inside a border are the same thing.
struct Planes {
  void* data;  ///< channel 0 of the top left pixel
  PlaneType type;
  int height;
  int width;
  int64_t channel_stride;
  int64_t row_stride;
  int64_t pixel_stride;

  /// `Element` is float for kFp32, else uint16_t: the bits.
  template <typename Element>
  P2P_HOST_DEVICE Element* at(int channel, int y, int x) const {
    return static_cast<Element*>(data) + channel * channel_stride +
           y * row_stride + x * pixel_stride;
  }

  P2P_HOST_DEVICE float value(int channel, int y, int x) const {
    if (type == PlaneType::kFp32) return *at<float>(channel, y, x);
    const uint16_t bits = *at<uint16_t>(channel, y, x);
    return type == PlaneType::kBf16 ? from_bf16(bits) : from_fp16(bits);
  }

  P2P_HOST_DEVICE void set_value(int channel, int y, int x, float value) const {
    if (type == PlaneType::kFp32)
      *at<float>(channel, y, x) = value;
    else
      *at<uint16_t>(channel, y, x) =
          type == PlaneType::kBf16 ? to_bf16(value) : to_fp16(value);
  }
};

/// [channels, height, width] without gaps.
P2P_HOST_DEVICE inline Planes dense_planes(void* data, PlaneType type,
                                           int height, int width) {
  return {data, type, height, width, int64_t{height} * width, width, 1};
}

/// [height, width, pixel_stride] without gaps, channels first in each pixel.
P2P_HOST_DEVICE inline Planes channels_last_planes(void* data, PlaneType type,
                                                   int height, int width,
                                                   int pixel_stride) {
  return {data,        type, height, width, 1, int64_t{width} * pixel_stride,
          pixel_stride};
}

}  // namespace p2p
