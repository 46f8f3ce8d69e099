// SPDX-License-Identifier: MIT
// Partial convolutions layer by layer, their masks in one step.
#include <string>
#include <utility>
#include <vector>

#include "models/inference/lowering/filters.h"
#include "models/inference/lowering/lower_networks.h"
#include "models/inference/lowering/program_builder.h"

namespace p2p {
namespace {

/// Features are stored once: what a layer makes is 0 in holes,
/// and both the next layer and the decoder's want the same activation.
class PconvLowering {
 public:
  PconvLowering(const PconvGenerator& generator, const ModelSpec& spec,
                NormStats stats)
      : generator_(generator),
        spec_(spec),
        layers_(pconv_layers(spec)),
        builder_(spec.norm, stats) {}

  Program lower() {
    const Place input = builder_.buffer({spec_.in_channels, 0});
    std::vector<Features> skips = {picture_of(input)};
    for (int level = 1; level <= depth(); ++level)
      skips.push_back(encode(level, skips.back()));
    Features x = skips.back();
    for (int level = depth(); level >= 1; --level)
      x = decode(level, x, skips[level - 1]);
    return builder_.finish(input, x.place);
  }

 private:
  /// Features and the plane of their mask.
  struct Features {
    Place place;
    int plane = 0;
  };

  int depth() const { return spec_.pconv.depth; }

  /// What kernels reach around that which level `level` makes; the picture is
  /// level 0.
  int border_after(int level) const {
    return level < depth() ? layers_.encoder[level].kernel / 2 : 1;
  }

  Features picture_of(const Place& input) {
    const Place picture =
        builder_.buffer({picture_channels(spec_), 0, border_after(0)});
    builder_.add(MaskStep{.name = "masks",
                          .in = input,
                          .threshold = static_cast<float>(
                              (spec_.range_low + spec_.range_high) / 2),
                          .picture = picture,
                          .planes = {RatioPlane{}}});
    return {picture, 0};
  }

  Features encode(int level, const Features& in) {
    const PconvLayer& layer = generator_.encoder_layers()[level - 1];
    const PconvLayerShape& shape = layers_.encoder[level - 1];
    const Features out{
        builder_.buffer({shape.out, level, border_after(level)}),
        builder_.add_plane(
            {level, shape.kernel, shape.stride, {{in.plane, shape.in}}})};
    builder_.convolve(
        {.name = "enc " + std::to_string(level),
         .filter = filter_of(layer->conv()->weight, layer->conv()->bias),
         .stride = shape.stride,
         .padding = shape.kernel / 2,
         .in = in.place,
         .ratio = out.plane,
         .stores = {{out.place, leaky(shape.slope)}}},
        pointer_to(layer->norm()));
    return out;
  }

  /// Convolution is linear: the halves of a concatenation can be convolved
  /// apart, the upsampled one before it is upsampled.
  Features decode(int level, const Features& below, const Features& skip) {
    const PconvLayer& layer = generator_.decoder_layers()[level - 1];
    Filter whole = filter_of(layer->conv()->weight, layer->conv()->bias);
    const NormImpl* norm = builder_.absorb(whole, pointer_to(layer->norm()));
    const PconvLayerShape& shape = layers_.decoder[level - 1];
    const bool outermost = level == 1;
    const int width = below.place.channels, skipped = shape.skip;
    const bool up_first = spec_.pconv.concat_order == ConcatOrder::kUpFirst;
    const Place sum = builder_.buffer({whole.out_channels, level - 1});
    add_upsampled(level, input_slice(whole, up_first ? 0 : skipped, width),
                  below.place, sum);
    ConvStep step{.name = "dec " + std::to_string(level),
                  .filter = input_slice(whole, up_first ? width : 0, skipped),
                  .padding = 1,
                  .in = skip.place,
                  .residual = sum};
    step.filter.bias = whole.bias;
    const Features out{
        builder_.buffer({whole.out_channels, level - 1, outermost ? 0 : 1}),
        builder_.add_plane(
            {level - 1,
             3,
             1,
             {{below.plane, width, /*doubled=*/true}, {skip.plane, skipped}}})};
    step.ratio = out.plane;
    step.stores = {{out.place, outermost
                                   ? activation_of(spec_.output_activation)
                                   : leaky(shape.slope)}};
    builder_.convolve(std::move(step), norm);
    return out;
  }

  void add_upsampled(int level, const Filter& three, const Place& in,
                     const Place& out) {
    ConvStep step{.name = "dec " + std::to_string(level) + " up",
                  .filter = upsampling_filter(three),
                  .stride = 2,
                  .padding = 1,
                  .transposed = true,
                  .in = in,
                  .stores = {{out, kIdentity}}};
    if (level == 1) shuffle_if_few(step);
    builder_.add(std::move(step));
  }

  const PconvGenerator& generator_;
  const ModelSpec& spec_;
  PconvLayers layers_;
  ProgramBuilder builder_;
};

}  // namespace

Program lower_pconv(const PconvGenerator& generator, const ModelSpec& spec,
                    NormStats stats) {
  return PconvLowering(generator, spec, stats).lower();
}

}  // namespace p2p
