// SPDX-License-Identifier: MIT
// The convolutions that a discriminator consists of.
#pragma once

#include <vector>

#include "models/networks/patch_gan.h"

namespace p2p {

/// One convolution; a leaky ReLU follows all but the last.
struct PatchGanLayer {
  int in, out, kernel, stride, padding;
  bool normed;  ///< a norm follows
  bool bias;
};

/// In the order in which they are run.
std::vector<PatchGanLayer> layers_of(const PatchGanSpec& spec);

}  // namespace p2p
