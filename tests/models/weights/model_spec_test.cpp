// SPDX-License-Identifier: MIT
// Specs: defaults, sizes, JSON there and back, and what is refused.
#include "models/weights/model_spec.h"

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

TEST(ModelSpec, WidthsOfTheOriginalUnet) {
  const UnetSpec unet = standard_unet(8, 64);
  const int widths[] = {64, 128, 256, 512, 512, 512, 512, 512};
  for (int level = 1; level <= 8; ++level)
    EXPECT_EQ(unet_width(unet, level), widths[level - 1]);
  EXPECT_EQ(unet.dropout_levels, (std::vector<int>{5, 6, 7}));
  EXPECT_EQ(standard_unet(7, 64).dropout_levels, (std::vector<int>{5, 6}));
}

// 54,413,955 and 11,383,427 parameters less the norms' and the last bias.
TEST(ModelSpec, ConvolutionWeightsOfTheOriginals) {
  ModelSpec unet;
  unet.unet = standard_unet(8, 64);
  EXPECT_EQ(convolution_weights(unet), 54404096);
  ModelSpec resnet;
  resnet.architecture = Architecture::kResnet;
  EXPECT_EQ(convolution_weights(resnet), 11372928);
}

// 3x3 layers 3 -> 3, 6 -> 3 and 3 -> 1; 4x4 layers 3 -> 4, 4 -> 8 down and
// 8 -> 4, 8 -> 3 up.
TEST(ModelSpec, ConvolutionWeightsOfFullSizeLayers) {
  ModelSpec spec;
  spec.unet = standard_unet(2, 4);
  spec.unet.full_size_features = 3;
  spec.out_channels = 1;
  EXPECT_EQ(convolution_weights(spec), 9 * 30 + 16 * (12 + 32 + 32 + 24));
}

TEST(ModelSpec, PaddedSizes) {
  ModelSpec unet;
  EXPECT_EQ(size_multiple(unet), 256);
  EXPECT_EQ(padded_size(unet, 1), 256);
  EXPECT_EQ(padded_size(unet, 256), 256);
  EXPECT_EQ(padded_size(unet, 257), 512);
  ModelSpec resnet;
  resnet.architecture = Architecture::kResnet;
  EXPECT_EQ(padded_size(resnet, 1), 8);
  EXPECT_EQ(padded_size(resnet, 9), 12);
}

// Every field that differs from its default must survive, or a model would be
// rebuilt as another one.
TEST(ModelSpec, JsonRoundTripKeepsEveryField) {
  ModelSpec spec;
  spec.in_channels = 1;
  spec.out_channels = 3;
  spec.in_channel_order = "grey";
  spec.out_channel_order = "BGR";
  spec.range_low = 0.0;
  spec.range_high = 2.0;
  spec.output_activation = OutputActivation::kSigmoid;
  spec.norm = {NormKind::kInstance, 1e-3, 0.01, false};
  spec.norm_stats = NormStats::kRunning;
  spec.unet = {.depth = 5,
               .ngf = 7,
               .max_multiple = 4,
               .conv_bias = true,
               .encoder_slope = 0.3,
               .decoder_slope = 0.1,
               .skip_activation = SkipActivation::kEncoder,
               .bottleneck_norm = true,
               .concat_order = ConcatOrder::kUpFirst,
               .dropout_levels = {2, 3},
               .dropout = 0.25,
               .upsampling = Upsampling::kResize,
               .full_size_features = 9};
  spec.training_width = 320;
  spec.training_height = 160;
  spec.task = "maps";
  spec.dataset = "a \"quoted\" name";
  spec.licence_note = "none";
  spec.training_options = R"({"lr":0.1})";
  spec.figures = R"({"L1":0.5})";
  EXPECT_EQ(model_spec_from_json(to_json(spec)), spec);
}

TEST(ModelSpec, ResnetRoundTrip) {
  ModelSpec spec;
  spec.architecture = Architecture::kResnet;
  spec.resnet = {.blocks = 6, .ngf = 16, .conv_bias = true, .dropout = 0.5};
  EXPECT_EQ(model_spec_from_json(to_json(spec)), spec);
}

TEST(ModelSpec, PconvRoundTrip) {
  ModelSpec spec;
  spec.architecture = Architecture::kPconv;
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.pconv = {.depth = 8,
                .ngf = 16,
                .max_multiple = 4,
                .encoder_kernels = {5, 3},
                .conv_bias = true,
                .encoder_slope = 0.1,
                .decoder_slope = 0.3,
                .concat_order = ConcatOrder::kSkipFirst};
  EXPECT_EQ(model_spec_from_json(to_json(spec)), spec);
  EXPECT_EQ(picture_channels(spec), 3);
  EXPECT_EQ(size_multiple(spec), 256);
}

TEST(ModelSpec, AMaskWithAnUnet) {
  ModelSpec spec;
  spec.mask_input = MaskInput::kBlank;
  EXPECT_EQ(model_spec_from_json(to_json(spec)), spec);
  EXPECT_EQ(picture_channels(spec), 3);
}

TEST(ModelSpec, AbsentFieldsHaveDefaultsAndUnknownOnesAreIgnored) {
  EXPECT_EQ(model_spec_from_json(R"({"from_the_future": 1})"), ModelSpec());
}

// Printing JSON is recursive: deep nesting must not reach the stack's end.
TEST(ModelSpec, DeepNestingIsRefused) {
  const std::string deep(100000, '[');
  EXPECT_NE(message_of([&] {
              model_spec_from_json("{\"training_options\": " + deep);
            }),
            "");
}

TEST(ModelSpec, ErrorsNameTheField) {
  const std::pair<const char*, const char*> cases[] = {
      {"{", "not valid JSON"},
      {"[]", "is not an object"},
      {R"({"format_version": 99})", "spec version 99 is unknown"},
      {R"({"architecture": "gan"})",
       "'architecture' 'gan' is unknown; known: "
       "unet, resnet, pconv"},
      {R"({"unet": {"depth": "x"}})", "'unet.depth' has the wrong type"},
      {R"({"unet": {"depth": 40}})", "unet.depth is 40, allowed is 1 to 12"},
      {R"({"unet": {"dropout_levels": [1]}})", "unet.dropout_levels is 1"},
      {R"({"in_channels": 0})", "in_channels is 0"},
      {R"({"mask_input": "alpha"})",
       "'mask_input' 'alpha' is unknown; known: none, channel, blank"},
      {R"({"mask_input": "channel", "in_channels": 1})",
       "mask_input is 'channel' and in_channels is 1"},
      {R"({"mask_input": "blank", "out_channels": 1})",
       "holes of 3 channels are filled with as many, and out_channels is 1"},
      {R"({"architecture": "pconv"})",
       "mask_input is 'none', architecture 'pconv' needs 'channel'"},
      {R"({"architecture": "pconv", "mask_input": "blank"})",
       "mask_input is 'blank', architecture 'pconv' needs 'channel'"},
      {R"({"pconv": {"encoder_kernels": []}})", "encoder_kernels is empty"},
      {R"({"pconv": {"encoder_kernels": [4]}})", "allowed are odd sides"},
      {R"({"range_low": 1, "range_high": 1})", "range_low is not below"},
      {R"({"in_channel_order": "YUV"})", "in_channel_order is 'YUV'"},
  };
  for (const auto& [json, expected] : cases)
    EXPECT_NE(message_of([&] { model_spec_from_json(json); }).find(expected),
              std::string::npos)
        << json << "\n"
        << message_of([&] { model_spec_from_json(json); });
}

}  // namespace
}  // namespace p2p
