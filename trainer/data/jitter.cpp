// SPDX-License-Identifier: MIT
// Crop, then mirror.
#include "trainer/data/jitter.h"

#include <stdexcept>

namespace p2p {

Jitter draw_jitter(Random& random, int width, int height, int crop,
                   bool may_flip) {
  if (crop > width || crop > height)
    throw std::invalid_argument(
        "a crop of " + std::to_string(crop) + " does not fit into " +
        std::to_string(width) + "x" + std::to_string(height) +
        " pixels: choose a smaller --crop_size, or --preprocess resize or "
        "scale with a --load_size that is not smaller");
  Jitter jitter{.width = crop, .height = crop};
  jitter.x = static_cast<int>(random.below(width - crop + 1));
  jitter.y = static_cast<int>(random.below(height - crop + 1));
  jitter.flip = may_flip && random.coin();
  return jitter;
}

Jitter draw_whole(Random& random, int width, int height, bool may_flip) {
  return {0, 0, width, height, may_flip && random.coin()};
}

torch::Tensor apply_jitter(const torch::Tensor& picture, const Jitter& jitter) {
  const torch::Tensor part = picture.narrow(0, jitter.y, jitter.height)
                                 .narrow(1, jitter.x, jitter.width);
  return (jitter.flip ? part.flip(1) : part).contiguous();
}

}  // namespace p2p
