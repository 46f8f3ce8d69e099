// SPDX-License-Identifier: MIT
// Masks of holes over memory of their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "models/pixels/pixel_box.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// A mask that begins black, with bytes of its own.
class OwnMask {
 public:
  OwnMask(int width, int height)
      : bytes_(static_cast<size_t>(width) * height, 0) {
    frame.width = width;
    frame.height = height;
    frame.colour = P2P_COLOUR_GREY;
    frame.n_components = 1;
    frame.component[0] = {bytes_.data(), width, 1, 0, 0};
  }
  /// Rows of `width` pixels one after the other.
  OwnMask(int width, const std::vector<uint8_t>& bytes)
      : OwnMask(width, static_cast<int>(bytes.size()) / width) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  OwnMask(const OwnMask&) = delete;
  OwnMask& operator=(const OwnMask&) = delete;

  uint8_t& at(int x, int y) {
    return bytes_[static_cast<size_t>(y) * frame.width + x];
  }
  void fill(const PixelBox& box, uint8_t value = 255) {
    for (int y = box.y; y < box.y + box.height; ++y)
      for (int x = box.x; x < box.x + box.width; ++x) at(x, y) = value;
  }
  void sprinkle(unsigned seed) {
    std::mt19937 random(seed);
    for (uint8_t& byte : bytes_) byte = random() % 7 == 0 ? 255 : 0;
  }

  P2pFrame frame{};

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace p2p
