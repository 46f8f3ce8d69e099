// SPDX-License-Identifier: MIT
// Level by level down, then up again.
#include <string>
#include <utility>
#include <vector>

#include "models/inference/lowering/filters.h"
#include "models/inference/lowering/lower_networks.h"
#include "models/inference/lowering/program_builder.h"

namespace p2p {
namespace {

class UnetLowering {
 public:
  UnetLowering(const UnetGenerator& generator, const ModelSpec& spec,
               NormStats stats)
      : levels_(generator.levels()),
        full_(generator.full_size()),
        spec_(spec),
        builder_(spec.norm, stats) {}

  Program lower() {
    const Place picture = builder_.buffer({spec_.in_channels, 0, 1});
    Place x = full_ ? begin_full_size(picture) : picture;
    for (int level = 1; level < depth(); ++level) x = encode(level, x);
    x = encode_bottleneck(x);
    for (int level = depth(); level > 1; --level) x = decode(level, x);
    const Place out = builder_.buffer({spec_.out_channels, 0});
    if (full_)
      end_full_size(x, out);
    else
      decode_last(x, out);
    return builder_.finish(picture, out);
  }

 private:
  int depth() const { return spec_.unet.depth; }
  int width(int level) const { return unet_width(spec_.unet, level); }
  int full_width() const { return spec_.unet.full_size_features; }
  const UnetLevelImpl& level_of(int level) const { return *levels_[level - 1]; }

  Activation up_activation() const { return leaky(spec_.unet.decoder_slope); }
  Activation skip_activation() const {
    return spec_.unet.skip_activation == SkipActivation::kDecoder
               ? up_activation()
               : leaky(spec_.unet.encoder_slope);
  }

  /// Where the two halves of a level's concatenation lie.
  Place skip_half(int level) const {
    const bool first = spec_.unet.concat_order == ConcatOrder::kSkipFirst;
    return {joined_[level - 1].buffer, first ? 0 : width(level), width(level)};
  }
  Place up_half(int level) const {
    const bool first = spec_.unet.concat_order == ConcatOrder::kUpFirst;
    return {joined_[level - 1].buffer, first ? 0 : width(level), width(level)};
  }

  ConvStep down_step(int level, Place in) const {
    const auto& down = level_of(level).down();
    return {.name = "down " + std::to_string(level),
            .filter = filter_of(down->weight, down->bias),
            .stride = 2,
            .padding = 1,
            .in = in};
  }

  /// Returns what the next level's convolution takes.
  Place encode(int level, Place in) {
    joined_.push_back(builder_.buffer({2 * width(level), level, 1}));
    ConvStep step = down_step(level, in);
    const Place skip = skip_half(level);
    step.stores = {{skip, skip_activation()}};
    Place next = skip;
    if (skip_activation() != leaky(spec_.unet.encoder_slope)) {
      next = builder_.buffer({width(level), level, 1});
      step.stores.push_back({next, leaky(spec_.unet.encoder_slope)});
    }
    builder_.convolve(std::move(step), pointer_to(level_of(level).down_norm()));
    return next;
  }

  Place encode_bottleneck(Place in) {
    const Place bottom = builder_.buffer({width(depth()), depth(), 1});
    ConvStep step = down_step(depth(), in);
    step.stores = {{bottom, skip_activation()}};
    builder_.convolve(std::move(step),
                      pointer_to(level_of(depth()).down_norm()));
    return bottom;
  }

  ConvStep up_step(int level, Place in) const {
    const UnetLevelImpl& layers = level_of(level);
    ConvStep step{.name = "up " + std::to_string(level),
                  .filter = {},
                  .stride = 2,
                  .padding = 1,
                  .transposed = true,
                  .in = in};
    if (layers.up().is_empty())
      step.filter = upsampling_filter(
          filter_of(layers.resize_up()->weight, layers.resize_up()->bias));
    else
      step.filter =
          filter_of(layers.up()->weight.transpose(0, 1), layers.up()->bias);
    return step;
  }

  /// Returns the concatenation that the level above takes.
  Place decode(int level, Place in) {
    ConvStep step = up_step(level, in);
    step.stores = {{up_half(level - 1), up_activation()}};
    builder_.convolve(std::move(step), pointer_to(level_of(level).up_norm()));
    return joined_[level - 2];
  }

  void decode_last(Place in, Place out) {
    ConvStep step = up_step(1, in);
    step.stores = {{out, activation_of(spec_.output_activation)}};
    shuffle_if_few(step);
    builder_.convolve(std::move(step), nullptr);
  }

  ConvStep full_size_step(const char* name, const torch::nn::Conv2d& conv,
                          Place in, Store store) const {
    return {.name = std::string("full size ") + name,
            .filter = filter_of(conv->weight, conv->bias),
            .padding = 1,
            .in = in,
            .stores = {store}};
  }

  /// Returns what level 1 takes.
  Place begin_full_size(Place picture) {
    full_joined_ = builder_.buffer({2 * full_width(), 0, 1});
    const Place skip = full_half(ConcatOrder::kSkipFirst);
    builder_.convolve(
        full_size_step("first", full_->first, picture, {skip, kRelu}),
        full_->first_norm.get());
    return skip;
  }

  void end_full_size(Place in, Place out) {
    ConvStep up = up_step(1, in);
    up.stores = {{full_half(ConcatOrder::kUpFirst), kRelu}};
    builder_.convolve(std::move(up), full_->levels_norm.get());
    const Place y = builder_.buffer({full_width(), 0, 1});
    builder_.convolve(
        full_size_step("joined", full_->joined, full_joined_, {y, kRelu}),
        full_->joined_norm.get());
    builder_.convolve(
        full_size_step("last", full_->last, y,
                       {out, activation_of(spec_.output_activation)}),
        nullptr);
  }

  /// The half that comes first in `order`.
  Place full_half(ConcatOrder order) const {
    const bool first = spec_.unet.concat_order == order;
    return {full_joined_.buffer, first ? 0 : full_width(), full_width()};
  }

  std::vector<const UnetLevelImpl*> levels_;
  const FullSizeLayers* full_;  ///< null: none
  const ModelSpec& spec_;
  ProgramBuilder builder_;
  std::vector<Place> joined_;  ///< concatenations, by level - 1
  Place full_joined_;          ///< that of the full-size layers
};

}  // namespace

Program lower_unet(const UnetGenerator& generator, const ModelSpec& spec,
                   NormStats stats) {
  return UnetLowering(generator, spec, stats).lower();
}

}  // namespace p2p
