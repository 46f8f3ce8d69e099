// SPDX-License-Identifier: MIT
// The lowering of each network, and the algebra behind it.
#include "models/inference/lowering.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/networks/pconv_generator.h"
#include "models/networks/resnet_generator.h"
#include "models/networks/unet_generator.h"

namespace p2p {
namespace {

constexpr Activation kIdentity{};
constexpr Activation kRelu{Activation::Kind::kLeaky, 0.0f};

Activation leaky(double slope) {
  return {Activation::Kind::kLeaky, static_cast<float>(slope)};
}

Activation activation_of(OutputActivation activation) {
  switch (activation) {
    case OutputActivation::kTanh:
      return {Activation::Kind::kTanh};
    case OutputActivation::kSigmoid:
      return {Activation::Kind::kSigmoid};
    case OutputActivation::kLinear:
      return kIdentity;
  }
  throw std::invalid_argument("unknown output activation");
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor flat =
      tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* first = flat.const_data_ptr<float>();
  return {first, first + flat.numel()};
}

std::vector<float> values_or(const torch::Tensor& tensor, size_t count,
                             float otherwise) {
  return tensor.defined() ? values_of(tensor)
                          : std::vector<float>(count, otherwise);
}

/// `weight` is [out, in, h, w].
Filter filter_of(const torch::Tensor& weight, const torch::Tensor& bias) {
  Filter filter;
  filter.out_channels = static_cast<int>(weight.size(0));
  filter.in_channels = static_cast<int>(weight.size(1));
  filter.height = static_cast<int>(weight.size(2));
  filter.width = static_cast<int>(weight.size(3));
  filter.weight = values_of(weight.permute({2, 3, 1, 0}));
  filter.bias = values_or(bias, filter.out_channels, 0.0f);
  return filter;
}

/// y = (conv(x) - mean) / sqrt(var + eps) * scale + shift is a convolution
/// again (Ioffe and Szegedy 2015, section 3.1).
void fold(Filter& filter, const NormImpl& norm, double eps) {
  const size_t channels = filter.out_channels;
  const std::vector<float> scale = values_or(norm.weight, channels, 1.0f);
  const std::vector<float> shift = values_or(norm.bias, channels, 0.0f);
  const std::vector<float> mean = values_of(norm.running_mean);
  const std::vector<float> var = values_of(norm.running_var);
  std::vector<float> factor(channels);
  for (size_t c = 0; c < channels; ++c) {
    const double f = scale[c] / std::sqrt(var[c] + eps);
    factor[c] = static_cast<float>(f);
    filter.bias[c] =
        static_cast<float>((filter.bias[c] - mean[c]) * f + shift[c]);
  }
  for (size_t i = 0; i < filter.weight.size(); i += channels)
    for (size_t c = 0; c < channels; ++c) filter.weight[i + c] *= factor[c];
}

/// Along one axis, nearest x2 and a 3-tap convolution (padding 1) give output
/// pixel 2i the taps {0 -> i-1, 1 and 2 -> i} and pixel 2i+1 the taps {0 and 1
/// -> i, 2 -> i+1}; a transposed convolution with 4 taps, stride 2 and padding
/// 1 gives them {3 -> i-1, 1 -> i} and {2 -> i, 0 -> i+1}.
Filter upsampling_filter(const Filter& three) {
  constexpr int kTaps[4][2] = {{2, 2}, {1, 2}, {0, 1}, {0, 0}};
  Filter four{three.out_channels, three.in_channels, 4, 4, {}, three.bias};
  const size_t position = three.weight.size() / 9;
  for (const auto& [top, bottom] : kTaps)
    for (const auto& [left, right] : kTaps) {
      std::vector<float> sum(position);
      for (int y = top; y <= bottom; ++y)
        for (int x = left; x <= right; ++x)
          for (size_t i = 0; i < position; ++i)
            sum[i] += three.position(y, x)[i];
      four.weight.insert(four.weight.end(), sum.begin(), sum.end());
    }
  return four;
}

/// A transposed convolution (4 taps, stride 2, padding 1) as a convolution (3
/// taps, padding 1) to four times the channels: output phase p of an axis
/// takes from input pixel i + d the tap 1 + p - 2d.
Filter shuffled_filter(const Filter& four) {
  Filter three{four.out_channels * 4, four.in_channels, 3, 3, {}, {}};
  const auto tap = [](int phase, int d) { return 1 + phase - 2 * d; };
  const auto exists = [](int tap) { return tap >= 0 && tap < 4; };
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      for (int i = 0; i < three.in_channels; ++i)
        for (int o = 0; o < three.out_channels; ++o) {
          const int y = tap(o / 2 % 2, dy);
          const int x = tap(o % 2, dx);
          three.weight.push_back(
              exists(y) && exists(x) ? four.at(o / 4, i, y, x) : 0.0f);
        }
  for (int o = 0; o < three.out_channels; ++o)
    three.bias.push_back(four.bias[o / 4]);
  return three;
}

/// Pictures have one channel or three; kernels for many of them waste most of
/// their work on so few.
bool has_few_channels(const Filter& filter) {
  return filter.out_channels == 1 || filter.out_channels == 3;
}

/// A transposed convolution to a picture becomes one to its phases.
void shuffle_if_few(ConvStep& step) {
  if (!has_few_channels(step.filter)) return;
  step.filter = shuffled_filter(step.filter);
  step.stride = 1;
  step.transposed = false;
  step.pixel_shuffle = true;
}

class ProgramBuilder {
 public:
  ProgramBuilder(const NormSpec& norm, NormStats stats)
      : norm_(norm), stats_(stats) {}

  /// A new buffer, all of it.
  Place buffer(BufferShape shape) {
    program_.buffers.push_back(shape);
    return {static_cast<int>(program_.buffers.size()) - 1, 0, shape.channels};
  }

  void add(Step step) { program_.steps.push_back(std::move(step)); }

  /// A plane of the MaskStep, which has been added first.
  int add_plane(RatioPlane plane) {
    auto& planes = std::get<MaskStep>(program_.steps.front()).planes;
    planes.push_back(std::move(plane));
    return static_cast<int>(planes.size()) - 1;
  }

  /// Folds a norm behind the filter, which may be null, if that can be done;
  /// else returns the norm, for a step of its own.
  const NormImpl* absorb(Filter& filter, const NormImpl* norm) const {
    if (!norm || norm_.kind == NormKind::kNone) return nullptr;
    if (norm_.kind == NormKind::kInstance || stats_ == NormStats::kFrame)
      return norm;
    fold(filter, *norm, norm_.eps);
    return nullptr;
  }

  /// `step` and the norm behind it, which may be null.
  void convolve(ConvStep step, const NormImpl* norm) {
    if (const NormImpl* left = absorb(step.filter, norm))
      return convolve_and_normalise(std::move(step), *left);
    add(std::move(step));
  }

  Program finish(Place input, Place output) {
    program_.input = input;
    program_.output = output;
    return std::move(program_);
  }

 private:
  void convolve_and_normalise(ConvStep step, const NormImpl& norm) {
    const size_t channels = step.filter.out_channels;
    const int halvings =
        program_.buffers[step.stores.front().place.buffer].halvings;
    const Place raw = buffer({step.filter.out_channels, halvings});
    NormStep normalise{
        .name = step.name + " norm",
        .scale = values_or(norm.weight, channels, 1.0f),
        .shift = values_or(norm.bias, channels, 0.0f),
        .eps = norm_.eps,
        .in = raw,
        .ratio = step.ratio,
        .stores = std::exchange(step.stores, {{raw, kIdentity}})};
    // A partial convolution's is part of the sum, not of the normed result.
    if (!step.ratio)
      normalise.residual = std::exchange(step.residual, std::nullopt);
    add(std::move(step));
    add(std::move(normalise));
  }

  NormSpec norm_;
  NormStats stats_;
  Program program_;
};

const NormImpl* pointer_to(const Norm& norm) {
  return norm.is_empty() ? nullptr : norm.get();
}

/// Level by level down, then up again.
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

/// The layers one after the other.
class ResnetLowering {
 public:
  ResnetLowering(const ResnetLayers& layers, const ModelSpec& spec,
                 NormStats stats)
      : layers_(layers), spec_(spec), builder_(spec.norm, stats) {}

  Program lower() {
    const Place picture =
        builder_.buffer({spec_.in_channels, 0, 3, Border::kReflect});
    int width = spec_.resnet.ngf;
    Place x =
        add({.name = "head",
             .filter = filter_of(layers_.head->weight, layers_.head->bias),
             .padding = 3,
             .in = picture},
            layers_.head_norm, {width, 0, 1});
    x = encode(x);
    for (size_t i = 0; i < layers_.blocks.size(); ++i) x = block(i, x);
    x = decode(x);
    const Place out = builder_.buffer({spec_.out_channels, 0});
    builder_.convolve(
        {.name = "tail",
         .filter = filter_of(layers_.tail->weight, layers_.tail->bias),
         .padding = 3,
         .in = x,
         .stores = {{out, activation_of(spec_.output_activation)}}},
        nullptr);
    return builder_.finish(picture, out);
  }

 private:
  /// `step` with its norm and a ReLU into a new buffer.
  Place add(ConvStep step, const Norm& norm, BufferShape shape) {
    const Place out = builder_.buffer(shape);
    step.stores = {{out, step.residual ? kIdentity : kRelu}};
    builder_.convolve(std::move(step), pointer_to(norm));
    return out;
  }

  Place encode(Place x) {
    const size_t count = layers_.down.size();
    for (size_t i = 0; i < count; ++i) {
      const bool reflects = i + 1 == count && !layers_.blocks.empty();
      x = add(
          {.name = "down " + std::to_string(i + 1),
           .filter = filter_of(layers_.down[i]->weight, layers_.down[i]->bias),
           .stride = 2,
           .padding = 1,
           .in = x},
          layers_.down_norm[i],
          {2 * x.channels, static_cast<int>(i) + 1, 1,
           reflects ? Border::kReflect : Border::kZero});
    }
    return x;
  }

  Place block(size_t i, Place x) {
    const int halvings = static_cast<int>(layers_.down.size());
    const ResnetBlockLayers& layers = layers_.blocks[i];
    const bool last = i + 1 == layers_.blocks.size();
    const std::string name = "block " + std::to_string(i + 1);
    const Place middle =
        add({.name = name + "a",
             .filter = filter_of(layers.conv1->weight, layers.conv1->bias),
             .padding = 1,
             .in = x},
            layers.norm1, {x.channels, halvings, 1, Border::kReflect});
    return add(
        {.name = name + "b",
         .filter = filter_of(layers.conv2->weight, layers.conv2->bias),
         .padding = 1,
         .in = middle,
         .residual = x},
        layers.norm2,
        {x.channels, halvings, 1, last ? Border::kZero : Border::kReflect});
  }

  Place decode(Place x) {
    const size_t count = layers_.up.size();
    for (size_t i = 0; i < count; ++i) {
      const int halvings = static_cast<int>(count - i) - 1;
      const BufferShape shape =
          halvings > 0
              ? BufferShape{x.channels / 2, halvings, 1, Border::kZero}
              : BufferShape{x.channels / 2, halvings, 3, Border::kReflect};
      x = add({.name = "up " + std::to_string(i + 1),
               .filter = filter_of(layers_.up[i]->weight.transpose(0, 1),
                                   layers_.up[i]->bias),
               .stride = 2,
               .padding = 1,
               .transposed = true,
               .in = x},
              layers_.up_norm[i], shape);
    }
    return x;
  }

  ResnetLayers layers_;
  const ModelSpec& spec_;
  ProgramBuilder builder_;
};

/// Input channels first ... first + count - 1 of a filter, without its bias.
Filter input_slice(const Filter& whole, int first, int count) {
  Filter part{whole.out_channels, count, whole.height, whole.width, {}, {}};
  const auto begin = static_cast<size_t>(first) * whole.out_channels;
  const auto size = static_cast<size_t>(count) * whole.out_channels;
  for (int y = 0; y < whole.height; ++y)
    for (int x = 0; x < whole.width; ++x) {
      const float* from = whole.position(y, x) + begin;
      part.weight.insert(part.weight.end(), from, from + size);
    }
  part.bias.assign(whole.out_channels, 0.0f);
  return part;
}

/// Layer by layer. Features are stored once: what a layer makes is 0 in holes,
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

Program lower(const Generator& generator, const ModelSpec& spec,
              NormStats stats) {
  if (const auto* unet = dynamic_cast<const UnetGenerator*>(&generator))
    return UnetLowering(*unet, spec, stats).lower();
  if (const auto* resnet = dynamic_cast<const ResnetGenerator*>(&generator))
    return ResnetLowering(resnet->layers(), spec, stats).lower();
  if (const auto* pconv = dynamic_cast<const PconvGenerator*>(&generator))
    return PconvLowering(*pconv, spec, stats).lower();
  throw std::invalid_argument("no lowering for this kind of generator");
}

}  // namespace p2p
