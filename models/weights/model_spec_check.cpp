// SPDX-License-Identifier: MIT
// What a spec may say.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "models/weights/model_spec.h"

namespace p2p {
namespace {

template <typename T>
void check_range(const char* field, T value, T low, T high) {
  if (value >= low && value <= high) return;
  throw std::invalid_argument(
      std::string(field) + " is " + std::to_string(value) + ", allowed is " +
      std::to_string(low) + " to " + std::to_string(high));
}

void check_channel_order(const char* field, const std::string& order,
                         int channels) {
  if (order == "RGB" || order == "BGR" || order == "grey") return;
  throw std::invalid_argument(std::string(field) + " is '" + order +
                              "', allowed are RGB, BGR and grey (for " +
                              std::to_string(channels) + " channels)");
}

void validate(const UnetSpec& unet) {
  check_range("unet.depth", unet.depth, 1, 12);
  check_range("unet.ngf", unet.ngf, 1, 1024);
  check_range("unet.max_multiple", unet.max_multiple, 1, 64);
  check_range("unet.encoder_slope", unet.encoder_slope, 0.0, 1.0);
  check_range("unet.decoder_slope", unet.decoder_slope, 0.0, 1.0);
  check_range("unet.dropout", unet.dropout, 0.0, 0.99);
  check_range("unet.full_size_features", unet.full_size_features, 0, 1024);
  for (const int level : unet.dropout_levels)
    check_range("unet.dropout_levels", level, 2, std::max(unet.depth, 2));
}

void validate(const PconvSpec& pconv) {
  check_range("pconv.depth", pconv.depth, 1, 12);
  check_range("pconv.ngf", pconv.ngf, 1, 1024);
  check_range("pconv.max_multiple", pconv.max_multiple, 1, 64);
  check_range("pconv.encoder_slope", pconv.encoder_slope, 0.0, 1.0);
  check_range("pconv.decoder_slope", pconv.decoder_slope, 0.0, 1.0);
  if (pconv.encoder_kernels.empty())
    throw std::invalid_argument(
        "pconv.encoder_kernels is empty: it needs one side or more");
  for (const int kernel : pconv.encoder_kernels) {
    check_range("pconv.encoder_kernels", kernel, 3, 11);
    if (kernel % 2 == 0)
      throw std::invalid_argument("pconv.encoder_kernels holds " +
                                  std::to_string(kernel) +
                                  ", allowed are odd sides");
  }
}

void validate_mask_input(const ModelSpec& spec) {
  const bool channel = spec.mask_input == MaskInput::kChannel;
  if (channel && spec.in_channels < 2)
    throw std::invalid_argument(
        "mask_input is 'channel' and in_channels is 1: the mask is the last "
        "channel, the picture needs one or more before it");
  if (spec.mask_input != MaskInput::kNone &&
      picture_channels(spec) != spec.out_channels)
    throw std::invalid_argument(
        "mask_input is '" + std::string(to_string(spec.mask_input)) +
        "': holes of " + std::to_string(picture_channels(spec)) +
        " channels are filled with as many, and out_channels is " +
        std::to_string(spec.out_channels));
  if (spec.architecture == Architecture::kPconv && !channel)
    throw std::invalid_argument("mask_input is '" +
                                std::string(to_string(spec.mask_input)) +
                                "', architecture 'pconv' needs 'channel'");
}

}  // namespace

void validate(const ModelSpec& spec) {
  check_range("in_channels", spec.in_channels, 1, 64);
  check_range("out_channels", spec.out_channels, 1, 64);
  validate_mask_input(spec);
  check_channel_order("in_channel_order", spec.in_channel_order,
                      picture_channels(spec));
  check_channel_order("out_channel_order", spec.out_channel_order,
                      spec.out_channels);
  if (!(spec.range_low < spec.range_high))
    throw std::invalid_argument("range_low is not below range_high");
  check_range("norm.eps", spec.norm.eps, 1e-12, 1.0);
  check_range("norm.momentum", spec.norm.momentum, 0.0, 1.0);
  check_range("training_width", spec.training_width, 1, kMaxTrainingSize);
  check_range("training_height", spec.training_height, 1, kMaxTrainingSize);
  validate(spec.unet);
  check_range("resnet.blocks", spec.resnet.blocks, 1, 64);
  check_range("resnet.ngf", spec.resnet.ngf, 1, 1024);
  check_range("resnet.dropout", spec.resnet.dropout, 0.0, 0.99);
  validate(spec.pconv);
}

}  // namespace p2p
