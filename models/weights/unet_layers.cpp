// SPDX-License-Identifier: MIT
// Isola et al. 2017, appendix 6.1.1, of any depth and width.
#include "models/weights/unet_layers.h"

#include <algorithm>

namespace p2p {
namespace {

UnetLevelShape level_shape(const ModelSpec& spec, int level) {
  const UnetSpec& unet = spec.unet;
  const bool outermost = level == 1, innermost = level == unet.depth;
  const int width = unet_width(unet, level);
  const auto outside = [&](int picture) {
    if (!outermost) return unet_width(unet, level - 1);
    return unet.full_size_features > 0 ? unet.full_size_features : picture;
  };
  const auto& dropout = unet.dropout_levels;
  const bool drops = !outermost && std::find(dropout.begin(), dropout.end(),
                                             level) != dropout.end();
  return {.in = outside(spec.in_channels),
          .width = width,
          .up_in = innermost ? width : 2 * width,
          .out = outside(spec.out_channels),
          .down_normed = innermost ? unet.bottleneck_norm : !outermost,
          .down_bias = unet.conv_bias,
          .up_normed = !outermost,
          .up_bias = outermost || unet.conv_bias,
          .up_kernel = unet.upsampling == Upsampling::kTransposed ? 4 : 3,
          .dropout = drops ? unet.dropout : 0.0};
}

}  // namespace

std::vector<UnetLevelShape> unet_levels(const ModelSpec& spec) {
  std::vector<UnetLevelShape> levels;
  for (int level = 1; level <= spec.unet.depth; ++level)
    levels.push_back(level_shape(spec, level));
  return levels;
}

}  // namespace p2p
