// SPDX-License-Identifier: MIT
// An endless city of which any view can be taken, as photograph and as map.
#pragma once

#include <cstdint>

#include <opencv2/core.hpp>

#include "trainer/scenes/ground.h"
#include "trainer/scenes/look.h"
#include "trainer/scenes/river.h"
#include "trainer/scenes/view.h"
#include "trainer/scenes/world_key.h"

namespace p2p::scenes {

/// Both CV_8UC3, blue green red, of the view's size.
struct Pair {
  cv::Mat aerial, map;
};

/// A city is its seed: the same view of the same seed is the same picture, bit
/// for bit, on any thread.
class Scene {
 public:
  /// Takes some tens of milliseconds: textures are made.
  explicit Scene(std::uint64_t seed);

  /// All three throw std::invalid_argument for a view without pixels or with
  /// metres_per_pixel outside 0.05 ... 5.
  cv::Mat aerial(const View& view) const;
  cv::Mat map(const View& view) const;
  /// The same as both of the above, in less time.
  Pair pair(const View& view) const;

  Key key() const { return key_; }

 private:
  Key key_;
  Textures textures_;
  Look look_;
};

}  // namespace p2p::scenes
