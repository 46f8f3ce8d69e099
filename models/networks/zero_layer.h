// SPDX-License-Identifier: MIT
// Convolutions without LibTorch's random weights.
#pragma once

#include <ATen/ops/zeros.h>

namespace p2p {

/// A convolution of `options` with zero weights. LibTorch's constructor draws
/// random ones, one by one: for a large generator that takes longer than to
/// read its file. Whoever makes a network fills it: initialise() or
/// load_state().
template <typename Layer, typename Options>
Layer zero_layer(Options options) {
  const int64_t in = options.in_channels();
  const int64_t out = options.out_channels();
  Layer layer(options.in_channels(1).out_channels(1));
  layer->options.in_channels(in).out_channels(out);
  auto sizes = layer->weight.sizes().vec();
  sizes[0] = layer->options.transposed() ? in : out;
  sizes[1] = layer->options.transposed() ? out : in;
  layer->weight.set_data(at::zeros(sizes));
  if (layer->bias.defined()) layer->bias.set_data(at::zeros({out}));
  return layer;
}

}  // namespace p2p
