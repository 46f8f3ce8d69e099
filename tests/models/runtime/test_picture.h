// SPDX-License-Identifier: MIT
// Small frames with their memory.
#pragma once

#include <cstdint>
#include <vector>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p::testing {

/// Interleaved 8-bit pixels, dense, and the frame that describes them.
class TestPicture {
 public:
  TestPicture(int width, int height, int channels = 3, uint8_t value = 0)
      : channels_(channels),
        bytes_(static_cast<size_t>(width) * height * channels, value) {
    frame.width = width;
    frame.height = height;
    frame.colour = channels == 1 ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
    frame.n_components = channels;
    for (int i = 0; i < channels; ++i)
      frame.component[i] = {bytes_.data() + i, width * channels, channels, 0,
                            0};
  }
  TestPicture(const TestPicture&) = delete;
  TestPicture& operator=(const TestPicture&) = delete;

  uint8_t& at(int x, int y, int component) {
    return bytes_[static_cast<size_t>(y * frame.width + x) * channels_ +
                  component];
  }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

  P2pFrame frame{};

 private:
  int channels_;
  std::vector<uint8_t> bytes_;
};

}  // namespace p2p::testing
