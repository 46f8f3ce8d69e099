// SPDX-License-Identifier: MIT
// The layers that a partial convolution network consists of.
#pragma once

#include <string>
#include <vector>

#include "models/weights/model_spec.h"

namespace p2p {

/// One partial convolution and the norm and leaky ReLU behind it.
struct PconvLayerShape {
  std::string name;  ///< "enc1", "dec1": as in the keys of its weights
  int in;            ///< channels, of both groups where there are two
  /// Of the second group, the encoder's features (or the picture) of the same
  /// size; the first one is doubled in size then. 0: one group, as it is.
  int skip = 0;
  int out;
  int kernel;  ///< odd; padding keeps the size but for the stride
  int stride;
  bool normed;   ///< else the convolution has a bias
  double slope;  ///< of the leaky ReLU; 1: none
};

/// Level l is at index l - 1.
struct PconvLayers {
  std::vector<PconvLayerShape> encoder;  ///< each takes the one before's
  /// Each takes what the one after makes, doubled, and beside it what the
  /// encoder's one of the same level took.
  std::vector<PconvLayerShape> decoder;
};
PconvLayers pconv_layers(const ModelSpec& spec);

}  // namespace p2p
