// SPDX-License-Identifier: MIT
// The layer table of partial convolution networks.
#include "models/weights/pconv_layers.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

PconvLayers layers_of(const PconvSpec& pconv) {
  ModelSpec spec;
  spec.architecture = Architecture::kPconv;
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.pconv = pconv;
  return pconv_layers(spec);
}

TEST(PconvLayers, KernelsAndWidthsOfThePaper) {
  const PconvLayers layers = layers_of({.depth = 8});
  constexpr int kKernels[] = {7, 5, 5, 3, 3, 3, 3, 3};
  constexpr int kWidths[] = {64, 128, 256, 512, 512, 512, 512, 512};
  ASSERT_EQ(layers.encoder.size(), 8U);
  for (size_t i = 0; i < layers.encoder.size(); ++i) {
    EXPECT_EQ(layers.encoder[i].kernel, kKernels[i]);
    EXPECT_EQ(layers.encoder[i].out, kWidths[i]);
    EXPECT_EQ(layers.encoder[i].stride, 2);
    EXPECT_EQ(layers.encoder[i].normed, i > 0);
  }
  const PconvLayerShape& last = layers.decoder.front();
  EXPECT_EQ(last.name, "dec1");
  EXPECT_EQ(last.in, 64 + 3);
  EXPECT_EQ(last.out, 3);
  EXPECT_FALSE(last.normed);
  EXPECT_EQ(layers.decoder.back().in, 512 + 512);
  EXPECT_EQ(layers.decoder.back().skip, 512);
}

}  // namespace
}  // namespace p2p
