// SPDX-License-Identifier: MIT
// Boxes, blanks and distances of holes.
#include "models/pixels/holes.h"

#include <algorithm>
#include <cmath>

#include "models/pixels/multiversion.h"
#include "models/pixels/reflect_planes.h"

namespace p2p {
namespace {

P2P_MULTIVERSION int highest(const uint8_t* row, int n) {
  uint8_t found = 0;
  for (int i = 0; i < n; ++i) found = row[i] > found ? row[i] : found;
  return found;
}

bool is_hole(uint8_t value) { return value >= kHoleFrom; }

const uint8_t* mask_row(const P2pFrame& mask, int y) {
  return sample_at(mask.component[0], 0, y);
}

int mask_step(const P2pFrame& mask) { return mask.component[0].pixel_stride; }

/// Whether a row has a hole.
bool has_hole(const P2pFrame& mask, int y) {
  const uint8_t* row = mask_row(mask, y);
  const int step = mask_step(mask);
  if (step == 1) return is_hole(static_cast<uint8_t>(highest(row, mask.width)));
  for (int x = 0; x < mask.width; ++x)
    if (is_hole(row[x * step])) return true;
  return false;
}

/// Widens [left, right) to the holes of a row; only what lies outside is
/// looked at.
void widen(const P2pFrame& mask, int y, int& left, int& right) {
  const uint8_t* row = mask_row(mask, y);
  const int step = mask_step(mask);
  for (int x = 0; x < left; ++x)
    if (is_hole(row[x * step])) left = x;
  for (int x = mask.width - 1; x >= right; --x)
    if (is_hole(row[x * step])) right = x + 1;
}

}  // namespace

PixelBox hole_box(const P2pFrame& mask) {
  int top = 0, bottom = mask.height;
  while (top < bottom && !has_hole(mask, top)) ++top;
  while (bottom > top && !has_hole(mask, bottom - 1)) --bottom;
  int left = mask.width, right = 0;
  for (int y = top; y < bottom; ++y) widen(mask, y, left, right);
  if (top == bottom) return {};
  return {left, top, right - left, bottom - top};
}

void read_holes(const P2pFrame& mask, const PlaneFormat& format,
                const Planes& planes, int first, int last) {
  const int step = mask_step(mask);
  const int channels = format.channels + (format.mask_plane ? 1 : 0);
  for (int y = first; y < last; ++y) {
    const uint8_t* row = mask_row(mask, y);
    for (int x = 0; x < mask.width; ++x) {
      const bool hole = is_hole(row[x * step]);
      if (format.mask_plane)
        planes.set_value(format.channels, y, x,
                         hole ? format.range.high : format.range.low);
      if (!hole) continue;
      for (int c = 0; c < format.channels; ++c) planes.set_value(c, y, x, 0.0f);
    }
    reflect_right(y, mask.width, channels, planes);
  }
}

WeightPlane HoleWeights::make(const P2pFrame& mask, int feather) {
  const int width = mask.width, height = mask.height;
  const size_t area = static_cast<size_t>(width) * height;
  weights_.resize(area);
  plane_ = {weights_.data(), height, width};
  if (feather == 0) {
    make_sharp(mask);
    return plane_;
  }
  down_.resize(area);
  place_.resize(static_cast<size_t>(width));
  border_.resize(static_cast<size_t>(width) + 1);
  // Farther away than the feather is all the same.
  const int cap = feather + 1;
  for (int y = 0; y < height; ++y) {
    const uint8_t* row = mask_row(mask, y);
    int* down = down_.data() + static_cast<size_t>(y) * width;
    for (int x = 0; x < width; ++x) {
      const int above = y == 0 ? cap : down[x - width];
      const bool hole = is_hole(row[static_cast<long>(x) * mask_step(mask)]);
      down[x] = hole ? 0 : std::min(above + 1, cap);
    }
  }
  for (int y = height - 2; y >= 0; --y) {
    int* down = down_.data() + static_cast<size_t>(y) * width;
    for (int x = 0; x < width; ++x)
      down[x] = std::min(down[x], down[x + width] + 1);
  }
  for (int y = 0; y < height; ++y) make_row(y, feather);
  return plane_;
}

/// Without distances, which are most of the work.
void HoleWeights::make_sharp(const P2pFrame& mask) {
  for (int y = 0; y < plane_.height; ++y) {
    const uint8_t* row = mask_row(mask, y);
    float* weights = plane_.row(y);
    for (int x = 0; x < plane_.width; ++x)
      weights[x] =
          is_hole(row[static_cast<long>(x) * mask_step(mask)]) ? 1.0f : 0.0f;
  }
}

/// The lower envelope of the parabolas down(q)^2 + (x - q)^2 over the row.
void HoleWeights::make_row(int y, int feather) {
  const int width = plane_.width;
  const int* down = down_.data() + static_cast<size_t>(y) * width;
  float* weights = plane_.row(y);
  const auto height_at = [&](int q) {
    return static_cast<double>(down[q]) * down[q] + static_cast<double>(q) * q;
  };
  int count = 0;
  for (int q = 0; q < width; ++q) {
    double from = -1.0;
    while (count > 0) {
      const int p = place_[count - 1];
      from = (height_at(q) - height_at(p)) / (2.0 * (q - p));
      if (from > border_[count - 1]) break;
      --count;
      from = -1.0;
    }
    place_[count] = q;
    border_[count++] = from;
  }
  border_[count] = width;
  const float share = 1.0f / static_cast<float>(feather + 1);
  for (int x = 0, k = 0; x < width; ++x) {
    while (border_[k + 1] < x) ++k;
    const double along = x - place_[k];
    const double squared =
        along * along + static_cast<double>(down[place_[k]]) * down[place_[k]];
    weights[x] =
        std::max(0.0f, 1.0f - static_cast<float>(std::sqrt(squared)) * share);
  }
}

}  // namespace p2p
