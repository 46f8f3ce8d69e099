// SPDX-License-Identifier: MIT
// Ring after ring from the edge inwards.
#include "models/pixels/hole_seam.h"

#include <algorithm>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/holes.h"

namespace p2p {
namespace {

constexpr int kKnown = -1;
constexpr int kMissing = -2;

/// Calls function(x, y, weight) for the neighbours that a frame has.
template <typename Function>
void for_neighbours(int x, int y, int width, int height,
                    const Function& function) {
  for (int v = std::max(y - 1, 0); v <= std::min(y + 1, height - 1); ++v)
    for (int u = std::max(x - 1, 0); u <= std::min(x + 1, width - 1); ++u)
      if (u != x || v != y) function(u, v, u == x || v == y ? 2.0f : 1.0f);
}

}  // namespace

void HoleSeam::find_holes(const P2pFrame& mask) {
  width_ = mask.width;
  height_ = mask.height;
  slots_.resize(static_cast<size_t>(width_) * height_);
  const int step = mask.component[0].pixel_stride;
  for (int y = 0; y < height_; ++y) {
    const uint8_t* row = sample_at(mask.component[0], 0, y);
    int* slots = slots_.data() + static_cast<size_t>(y) * width_;
    for (int x = 0; x < width_; ++x)
      slots[x] =
          row[static_cast<long>(x) * step] >= kHoleFrom ? kMissing : kKnown;
  }
}

/// The pixel, if it is missing and has a neighbour that is known or among the
/// first `known` of pixels_.
void HoleSeam::add(int x, int y, int known, const Planes& picture,
                   const PlaneFormat& format) {
  int& slot = slots_[static_cast<size_t>(y) * width_ + x];
  if (slot != kMissing) return;
  Pixel pixel{x, y, {}};
  float sum = 0.0f;
  for_neighbours(x, y, width_, height_, [&](int u, int v, float weight) {
    const int from = slots_[static_cast<size_t>(v) * width_ + u];
    if (from == kMissing || from >= known) return;
    sum += weight;
    for (int c = 0; c < format.channels; ++c)
      pixel.colours[c] +=
          weight * (from == kKnown ? picture.value(plane_of(c, format), v, u)
                                   : pixels_[from].colours[c]);
  });
  if (sum == 0.0f) return;
  for (float& colour : pixel.colours) colour /= sum;
  slot = static_cast<int>(pixels_.size());
  pixels_.push_back(pixel);
}

void HoleSeam::read(const P2pFrame& mask, const Planes& picture,
                    const PlaneFormat& format) {
  find_holes(mask);
  pixels_.clear();
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x) add(x, y, 0, picture, format);
  ends_[0] = pixels_.size();
  for (size_t ring = 1; ring < ends_.size(); ++ring) {
    const size_t begin = ring == 1 ? 0 : ends_[ring - 2];
    const auto known = static_cast<int>(ends_[ring - 1]);
    for (size_t i = begin; i < ends_[ring - 1]; ++i) {
      const int x = pixels_[i].x, y = pixels_[i].y;
      for_neighbours(x, y, width_, height_, [&](int u, int v, float) {
        add(u, v, known, picture, format);
      });
    }
    ends_[ring] = pixels_.size();
  }
}

void HoleSeam::blend(const Planes& made, const PlaneFormat& format) const {
  size_t i = 0;
  for (size_t ring = 0; ring < ends_.size(); ++ring)
    for (; i < ends_[ring]; ++i) {
      const Pixel& pixel = pixels_[i];
      for (int c = 0; c < format.channels; ++c) {
        const int plane = plane_of(c, format);
        const float value = std::clamp(made.value(plane, pixel.y, pixel.x),
                                       format.range.low, format.range.high);
        made.set_value(plane, pixel.y, pixel.x,
                       value + kSeamShares[ring] * (pixel.colours[c] - value));
      }
    }
}

}  // namespace p2p
