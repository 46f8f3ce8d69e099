// SPDX-License-Identifier: MIT
// Liu et al. 2018, table 2, of any depth and width.
#include "models/weights/pconv_layers.h"

#include <algorithm>

namespace p2p {
namespace {

constexpr int kDecoderKernel = 3;

int width(const PconvSpec& pconv, int level) {
  return pconv.ngf * std::min(1 << (level - 1), pconv.max_multiple);
}

int encoder_kernel(const PconvSpec& pconv, int level) {
  const auto& kernels = pconv.encoder_kernels;
  return kernels[std::min(static_cast<size_t>(level), kernels.size()) - 1];
}

PconvLayerShape encoder_layer(const ModelSpec& spec, int level) {
  const PconvSpec& pconv = spec.pconv;
  return {.name = "enc" + std::to_string(level),
          .in = level == 1 ? picture_channels(spec) : width(pconv, level - 1),
          .out = width(pconv, level),
          .kernel = encoder_kernel(pconv, level),
          .stride = 2,
          .normed = level > 1,
          .slope = pconv.encoder_slope};
}

PconvLayerShape decoder_layer(const ModelSpec& spec, int level) {
  const PconvSpec& pconv = spec.pconv;
  const bool outermost = level == 1;
  const int skip = outermost ? picture_channels(spec) : width(pconv, level - 1);
  return {.name = "dec" + std::to_string(level),
          .in = width(pconv, level) + skip,
          .skip = skip,
          .out = outermost ? spec.out_channels : skip,
          .kernel = kDecoderKernel,
          .stride = 1,
          .normed = !outermost,
          .slope = outermost ? 1.0 : pconv.decoder_slope};
}

}  // namespace

PconvLayers pconv_layers(const ModelSpec& spec) {
  PconvLayers layers;
  for (int level = 1; level <= spec.pconv.depth; ++level) {
    layers.encoder.push_back(encoder_layer(spec, level));
    layers.decoder.push_back(decoder_layer(spec, level));
  }
  return layers;
}

}  // namespace p2p
