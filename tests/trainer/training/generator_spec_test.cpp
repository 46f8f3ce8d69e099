// SPDX-License-Identifier: MIT
// What --netG pconv_N and --holes mean.
#include <tuple>

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "trainer/training/train_options.h"

namespace p2p {
namespace {

TrainOptions options_for(const std::string& net_g, int size) {
  TrainOptions options;
  options.net_g = net_g;
  options.data.dataroot = "data";
  options.load_size = options.crop_size = size;
  options.holes.source = "random";
  return options;
}

TEST(GeneratorSpec, PartialConvolutionsOfTwoSizes) {
  for (const auto& [name, size, depth] :
       {std::tuple{"pconv_256", 256, 7}, {"pconv_512", 512, 8}}) {
    const ModelSpec spec = generator_spec(options_for(name, size));
    EXPECT_EQ(spec.architecture, Architecture::kPconv);
    EXPECT_EQ(spec.pconv, (PconvSpec{.depth = depth, .ngf = 64}));
    EXPECT_EQ(spec.mask_input, MaskInput::kChannel);
    EXPECT_EQ(spec.in_channels, 4);
    EXPECT_EQ(spec.in_channel_order, "RGB");
    EXPECT_EQ(spec.output_activation, OutputActivation::kLinear);
    EXPECT_EQ(size_multiple(spec), size / 2);
  }
}

TEST(GeneratorSpec, GreyPicturesAndOtherNorms) {
  TrainOptions options = options_for("pconv_32", 64);
  options.ngf = 8;
  options.norm = "instance";
  options.data.channels = {1, 1};
  const ModelSpec spec = generator_spec(options);
  EXPECT_EQ(spec.pconv.depth, 4);
  EXPECT_EQ(spec.in_channels, 2);
  EXPECT_EQ(spec.in_channel_order, "grey");
  EXPECT_TRUE(spec.pconv.conv_bias);
}

TEST(GeneratorSpec, ThreeWaysToTakeHoles) {
  TrainOptions options = options_for("unet_256", 256);
  EXPECT_EQ(generator_spec(options).mask_input, MaskInput::kChannel);
  EXPECT_EQ(generator_spec(options).in_channels, 4);
  EXPECT_EQ(discriminator_spec(options).in_channels, 7);
  options.mask_input = "blank";
  EXPECT_EQ(generator_spec(options).mask_input, MaskInput::kBlank);
  EXPECT_EQ(generator_spec(options).in_channels, 3);
  EXPECT_EQ(discriminator_spec(options).in_channels, 6);
  options.mask_input = "none";
  EXPECT_EQ(tests::message_of([&] { generator_spec(options); }),
            "mask-input 'none' is unknown; known: channel, blank");
  options.holes.source = "none";
  options.mask_input = "channel";
  EXPECT_EQ(generator_spec(options).mask_input, MaskInput::kNone);
  EXPECT_EQ(generator_spec(options).in_channels, 3);
}

TEST(GeneratorSpec, SizesThatDoNotFit) {
  EXPECT_TRUE(tests::contains(
      tests::message_of([] { generator_spec(options_for("pconv_100", 128)); }),
      "netG 'pconv_100' is unknown"));
  EXPECT_TRUE(tests::contains(
      tests::message_of([] { generator_spec(options_for("pconv_512", 128)); }),
      "must be a multiple of 256 (or choose a shallower network, such as "
      "--netG pconv_256)"));
}

}  // namespace
}  // namespace p2p
