// SPDX-License-Identifier: MIT
// A square of fractal noise that repeats without a seam.
#include "trainer/scenes/noise_tile.h"

#include <cmath>

namespace p2p::scenes {
namespace {

/// Row after row, with as many columns as rows.
std::size_t index(int row, int column, int size) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(size) +
         static_cast<std::size_t>(column);
}

/// One octave: a random lattice of `cells` x `cells`, smoothly in between.
void add_octave(Key key, int cells, int size, float amplitude,
                std::vector<float>& values) {
  std::vector<float> lattice;
  lattice.reserve(index(cells, 0, cells));
  for (int i = 0; i < cells * cells; ++i) {
    lattice.push_back(static_cast<float>(key.at(i).between(-1, 1)));
  }
  const auto at = [&](int row, int column) {
    return lattice[index(row % cells, column % cells, cells)];
  };
  const auto ease = [](float t) { return t * t * (3 - 2 * t); };
  for (int y = 0; y < size; ++y) {
    const int row = y * cells / size;
    const float v = ease(static_cast<float>(y * cells % size) / size);
    for (int x = 0; x < size; ++x) {
      const int column = x * cells / size;
      const float u = ease(static_cast<float>(x * cells % size) / size);
      const float top = std::lerp(at(row, column), at(row, column + 1), u);
      const float low =
          std::lerp(at(row + 1, column), at(row + 1, column + 1), u);
      values[index(y, x, size)] += amplitude * std::lerp(top, low, v);
    }
  }
}

}  // namespace

NoiseTile::NoiseTile(Key key, Octaves octaves) : values_(kSize * kSize) {
  float amplitude = 1.0f;
  float power = 0.0f;
  for (int octave = octaves.first; octave <= octaves.last; ++octave) {
    add_octave(key.at(octave), 1 << octave, kSize, amplitude, values_);
    power += amplitude * amplitude;
    amplitude *= octaves.fade;
  }
  // Value noise of one octave has a deviation of about 0.4.
  const float scale = 1.0f / std::sqrt(power);
  for (float& value : values_) value *= scale;
}

float NoiseTile::operator()(double u, double v) const {
  const auto x = static_cast<float>((u - std::floor(u)) * kSize);
  const auto y = static_cast<float>((v - std::floor(v)) * kSize);
  const int column = static_cast<int>(x);
  const int row = static_cast<int>(y);
  const float s = x - static_cast<float>(column);
  const float t = y - static_cast<float>(row);
  const float* top = &values_[index(row & (kSize - 1), 0, kSize)];
  const float* low = &values_[index((row + 1) & (kSize - 1), 0, kSize)];
  const int left = column & (kSize - 1);
  const int right = (column + 1) & (kSize - 1);
  const float upper = top[left] + (top[right] - top[left]) * s;
  const float lower = low[left] + (low[right] - low[left]) * s;
  return upper + (lower - upper) * t;
}

}  // namespace p2p::scenes
