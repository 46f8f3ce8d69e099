// SPDX-License-Identifier: MIT
// A colour that can be a constant, which OpenCV's types cannot.
#pragma once

#include <opencv2/core.hpp>

namespace p2p::scenes {

/// Channels 0 ... 255; the fourth is for canvases that have one.
struct Colour {
  double blue, green, red;
  double roughness = 0.0;

  operator cv::Scalar() const { return {blue, green, red, roughness}; }
  bool operator==(const Colour&) const = default;
};

/// Brightness scaled; the roughness stays.
constexpr Colour operator*(const Colour& colour, double light) {
  return {colour.blue * light, colour.green * light, colour.red * light,
          colour.roughness};
}

}  // namespace p2p::scenes
