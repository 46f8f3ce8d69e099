// SPDX-License-Identifier: MIT
// Sizes and counts that follow from a spec.
#include "models/weights/model_spec.h"

#include <algorithm>
#include <stdexcept>

#include "models/weights/pconv_layers.h"
#include "models/weights/spec_enums.h"
#include "models/weights/unet_layers.h"

namespace p2p {
namespace {

int64_t weights_of(int kernel, int64_t in, int64_t out) {
  return kernel * kernel * in * out;
}

int64_t unet_weights(const ModelSpec& spec) {
  const int64_t full = spec.unet.full_size_features;
  int64_t weights = weights_of(kFullSizeKernel, full,
                               spec.in_channels + 2 * full + spec.out_channels);
  for (const UnetLevelShape& level : unet_levels(spec))
    weights += weights_of(kUnetDownKernel, level.in, level.width) +
               weights_of(level.up_kernel, level.up_in, level.out);
  return weights;
}

int64_t resnet_weights(const ModelSpec& spec) {
  const ResnetSpec& resnet = spec.resnet;
  const int64_t ngf = resnet.ngf;
  const int64_t ends = 49 * ngf * (spec.in_channels + spec.out_channels);
  const int64_t halvings = 9 * (2 * ngf * ngf + 8 * ngf * ngf);
  return ends + 2 * halvings + resnet.blocks * 2 * 9 * 16 * ngf * ngf;
}

int64_t pconv_weights(const ModelSpec& spec) {
  int64_t weights = 0;
  const PconvLayers network = pconv_layers(spec);
  for (const auto* layers : {&network.encoder, &network.decoder})
    for (const PconvLayerShape& layer : *layers)
      weights += weights_of(layer.kernel, layer.in, layer.out);
  return weights;
}

}  // namespace

ValueRange value_range(const ModelSpec& spec) {
  return {static_cast<float>(spec.range_low),
          static_cast<float>(spec.range_high)};
}

int picture_channels(const ModelSpec& spec) {
  return spec.in_channels - (spec.mask_input == MaskInput::kChannel ? 1 : 0);
}

const char* channel_order(int channels) {
  return channels == 1 ? "grey" : "RGB";
}

int size_multiple(const ModelSpec& spec) {
  switch (spec.architecture) {
    case Architecture::kUnet:
      return 1 << spec.unet.depth;
    case Architecture::kResnet:
      return 4;
    case Architecture::kPconv:
      return 1 << spec.pconv.depth;
  }
  throw std::invalid_argument("unknown architecture");
}

int padded_size(const ModelSpec& spec, int size) {
  // The ResNet's innermost reflection needs two pixels at a quarter size.
  const int least = spec.architecture == Architecture::kResnet ? 8 : 1;
  const int multiple = size_multiple(spec);
  return (std::max(size, least) + multiple - 1) / multiple * multiple;
}

int unet_width(const UnetSpec& unet, int level) {
  return unet.ngf * std::min(1 << (level - 1), unet.max_multiple);
}

int64_t convolution_weights(const ModelSpec& spec) {
  switch (spec.architecture) {
    case Architecture::kUnet:
      return unet_weights(spec);
    case Architecture::kResnet:
      return resnet_weights(spec);
    case Architecture::kPconv:
      return pconv_weights(spec);
  }
  throw std::invalid_argument("unknown architecture");
}

UnetSpec standard_unet(int depth, int ngf) {
  UnetSpec unet{.depth = depth, .ngf = ngf, .dropout_levels = {}};
  for (int level = 5; level < depth; ++level)
    unet.dropout_levels.push_back(level);
  return unet;
}

const char* to_string(Architecture value) { return name_of(value); }
const char* to_string(NormKind value) { return name_of(value); }
const char* to_string(NormStats value) { return name_of(value); }
const char* to_string(MaskInput value) { return name_of(value); }

NormKind norm_kind_from_string(const std::string& text) {
  return value_of<NormKind>("norm", text);
}
NormStats norm_stats_from_string(const std::string& text) {
  return value_of<NormStats>("norm-stats", text);
}

}  // namespace p2p
