// SPDX-License-Identifier: MIT
// Model specs: defaults, validation, JSON.
#include "models/weights/model_spec.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "models/weights/pconv_layers.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

/// The format of the spec itself; readers accept this and older ones.
constexpr int kSpecVersion = 1;

template <typename E>
using Names = std::initializer_list<std::pair<E, const char*>>;

constexpr auto kArchitectures = {
    std::pair{Architecture::kUnet, "unet"},
    std::pair{Architecture::kResnet, "resnet"},
    std::pair{Architecture::kPconv, "pconv"},
};
constexpr auto kNormKinds = {
    std::pair{NormKind::kBatch, "batch"},
    std::pair{NormKind::kInstance, "instance"},
    std::pair{NormKind::kNone, "none"},
};
constexpr auto kNormStatsNames = {
    std::pair{NormStats::kFrame, "frame"},
    std::pair{NormStats::kRunning, "running"},
};
constexpr auto kMaskInputs = {
    std::pair{MaskInput::kNone, "none"},
    std::pair{MaskInput::kChannel, "channel"},
    std::pair{MaskInput::kBlank, "blank"},
};
constexpr auto kConcatOrders = {
    std::pair{ConcatOrder::kSkipFirst, "skip-first"},
    std::pair{ConcatOrder::kUpFirst, "up-first"},
};
constexpr auto kSkipActivations = {
    std::pair{SkipActivation::kDecoder, "decoder"},
    std::pair{SkipActivation::kEncoder, "encoder"},
};
constexpr auto kOutputActivations = {
    std::pair{OutputActivation::kTanh, "tanh"},
    std::pair{OutputActivation::kSigmoid, "sigmoid"},
    std::pair{OutputActivation::kLinear, "linear"},
};
constexpr auto kUpsamplings = {
    std::pair{Upsampling::kTransposed, "transposed"},
    std::pair{Upsampling::kResize, "resize"},
};

template <typename E>
const char* name_of(Names<E> names, E value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  throw std::invalid_argument("unknown enumeration value");
}

template <typename E>
E value_of(Names<E> names, const std::string& what, const std::string& text) {
  std::string known;
  for (const auto& [value, name] : names) {
    if (text == name) return value;
    known += known.empty() ? name : std::string(", ") + name;
  }
  throw std::invalid_argument(what + " '" + text +
                              "' is unknown; known: " + known);
}

/// Characters of a wrong value that a message repeats.
constexpr size_t kEchoed = 60;
/// The library prints JSON recursively, so depth is stack.
constexpr int kMaxJsonDepth = 64;

Json parse_json(const std::string& text) {
  const auto refuse_depth = [](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxJsonDepth)
      throw std::invalid_argument("the spec is nested too deeply");
    return true;
  };
  Json json = Json::parse(text, refuse_depth, /*allow_exceptions=*/false);
  if (json.is_discarded())
    throw std::invalid_argument("the spec is not valid JSON");
  return json;
}

/// Reads members of one JSON object; errors name the member's full path.
class Reader {
 public:
  Reader(const Json& object, std::string path)
      : object_(object), path_(std::move(path)) {
    if (!object_.is_object())
      throw std::invalid_argument("'" + path_ + "' is not an object");
  }

  template <typename T>
  void read(const char* key, T& value) const {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    try {
      found->get_to(value);
    } catch (const Json::exception&) {
      throw std::invalid_argument("'" + full(key) + "' has the wrong type: " +
                                  found->dump().substr(0, kEchoed));
    }
  }

  template <typename E>
  void read_enum(const char* key, Names<E> names, E& value) const {
    std::string text = name_of(names, value);
    read(key, text);
    value = value_of(names, "'" + full(key) + "'", text);
  }

  void read_object(const char* key, std::string& text) const {
    const auto found = object_.find(key);
    if (found != object_.end()) text = found->dump();
  }

  std::string full(const char* key) const {
    return path_.empty() ? key : path_ + "." + key;
  }

 private:
  const Json& object_;
  std::string path_;
};

Json to_object(const NormSpec& norm) {
  return {{"kind", name_of<NormKind>(kNormKinds, norm.kind)},
          {"eps", norm.eps},
          {"momentum", norm.momentum},
          {"affine", norm.affine}};
}

Json to_object(const UnetSpec& unet) {
  return {
      {"depth", unet.depth},
      {"ngf", unet.ngf},
      {"max_multiple", unet.max_multiple},
      {"conv_bias", unet.conv_bias},
      {"encoder_slope", unet.encoder_slope},
      {"decoder_slope", unet.decoder_slope},
      {"skip_activation",
       name_of<SkipActivation>(kSkipActivations, unet.skip_activation)},
      {"bottleneck_norm", unet.bottleneck_norm},
      {"concat_order", name_of<ConcatOrder>(kConcatOrders, unet.concat_order)},
      {"dropout_levels", unet.dropout_levels},
      {"dropout", unet.dropout},
      {"upsampling", name_of<Upsampling>(kUpsamplings, unet.upsampling)},
      {"full_size_features", unet.full_size_features},
  };
}

Json to_object(const ResnetSpec& resnet) {
  return {{"blocks", resnet.blocks},
          {"ngf", resnet.ngf},
          {"conv_bias", resnet.conv_bias},
          {"dropout", resnet.dropout}};
}

Json to_object(const PconvSpec& pconv) {
  return {{"depth", pconv.depth},
          {"ngf", pconv.ngf},
          {"max_multiple", pconv.max_multiple},
          {"encoder_kernels", pconv.encoder_kernels},
          {"conv_bias", pconv.conv_bias},
          {"encoder_slope", pconv.encoder_slope},
          {"decoder_slope", pconv.decoder_slope},
          {"concat_order",
           name_of<ConcatOrder>(kConcatOrders, pconv.concat_order)}};
}

void read(const Reader& reader, NormSpec& norm) {
  reader.read_enum<NormKind>("kind", kNormKinds, norm.kind);
  reader.read("eps", norm.eps);
  reader.read("momentum", norm.momentum);
  reader.read("affine", norm.affine);
}

void read(const Reader& reader, UnetSpec& unet) {
  reader.read("depth", unet.depth);
  reader.read("ngf", unet.ngf);
  reader.read("max_multiple", unet.max_multiple);
  reader.read("conv_bias", unet.conv_bias);
  reader.read("encoder_slope", unet.encoder_slope);
  reader.read("decoder_slope", unet.decoder_slope);
  reader.read_enum<SkipActivation>("skip_activation", kSkipActivations,
                                   unet.skip_activation);
  reader.read("bottleneck_norm", unet.bottleneck_norm);
  reader.read_enum<ConcatOrder>("concat_order", kConcatOrders,
                                unet.concat_order);
  reader.read("dropout_levels", unet.dropout_levels);
  reader.read("dropout", unet.dropout);
  reader.read_enum<Upsampling>("upsampling", kUpsamplings, unet.upsampling);
  reader.read("full_size_features", unet.full_size_features);
}

void read(const Reader& reader, ResnetSpec& resnet) {
  reader.read("blocks", resnet.blocks);
  reader.read("ngf", resnet.ngf);
  reader.read("conv_bias", resnet.conv_bias);
  reader.read("dropout", resnet.dropout);
}

void read(const Reader& reader, PconvSpec& pconv) {
  reader.read("depth", pconv.depth);
  reader.read("ngf", pconv.ngf);
  reader.read("max_multiple", pconv.max_multiple);
  reader.read("encoder_kernels", pconv.encoder_kernels);
  reader.read("conv_bias", pconv.conv_bias);
  reader.read("encoder_slope", pconv.encoder_slope);
  reader.read("decoder_slope", pconv.decoder_slope);
  reader.read_enum<ConcatOrder>("concat_order", kConcatOrders,
                                pconv.concat_order);
}

template <typename Part>
void read_part(const Json& root, const char* key, Part& part) {
  const auto found = root.find(key);
  if (found != root.end()) read(Reader(*found, key), part);
}

void check_version(const Json& root) {
  int version = kSpecVersion;
  Reader(root, "").read("format_version", version);
  if (version < 1 || version > kSpecVersion)
    throw std::invalid_argument("spec version " + std::to_string(version) +
                                " is unknown (this build " + "reads up to " +
                                std::to_string(kSpecVersion) +
                                "): update the program");
}

int64_t weights_of(const ModelSpec& spec, const UnetSpec& unet) {
  const int64_t up_kernel = unet.upsampling == Upsampling::kTransposed ? 16 : 9;
  const int64_t full = unet.full_size_features;
  int64_t weights =
      9 * full * (spec.in_channels + 2 * full + spec.out_channels);
  for (int level = 1; level <= unet.depth; ++level) {
    const int64_t inner = unet_width(unet, level);
    const int64_t outer =
        level == 1 ? full : int64_t{unet_width(unet, level - 1)};
    const int64_t in = outer > 0 ? outer : spec.in_channels;
    const int64_t out = outer > 0 ? outer : spec.out_channels;
    const int64_t joined = level == unet.depth ? inner : 2 * inner;
    weights += 16 * in * inner + up_kernel * joined * out;
  }
  return weights;
}

int64_t weights_of(const ModelSpec& spec, const ResnetSpec& resnet) {
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
      weights += int64_t{layer.kernel} * layer.kernel * layer.in * layer.out;
  return weights;
}

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
      return weights_of(spec, spec.unet);
    case Architecture::kResnet:
      return weights_of(spec, spec.resnet);
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

std::string to_json(const ModelSpec& spec) {
  Json root = {
      {"format_version", kSpecVersion},
      {"architecture", to_string(spec.architecture)},
      {"in_channels", spec.in_channels},
      {"out_channels", spec.out_channels},
      {"mask_input", to_string(spec.mask_input)},
      {"in_channel_order", spec.in_channel_order},
      {"out_channel_order", spec.out_channel_order},
      {"range_low", spec.range_low},
      {"range_high", spec.range_high},
      {"output_activation",
       name_of<OutputActivation>(kOutputActivations, spec.output_activation)},
      {"norm", to_object(spec.norm)},
      {"norm_stats", to_string(spec.norm_stats)},
      {"training_width", spec.training_width},
      {"training_height", spec.training_height},
      {"task", spec.task},
      {"dataset", spec.dataset},
      {"licence_note", spec.licence_note},
      {"training_options", Json::parse(spec.training_options)},
      {"figures", Json::parse(spec.figures)},
      {"activation_ranges", Json::parse(spec.activation_ranges)},
  };
  switch (spec.architecture) {
    case Architecture::kUnet:
      root["unet"] = to_object(spec.unet);
      break;
    case Architecture::kResnet:
      root["resnet"] = to_object(spec.resnet);
      break;
    case Architecture::kPconv:
      root["pconv"] = to_object(spec.pconv);
      break;
  }
  // Paths and notes may be in any encoding; the file is UTF-8.
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ModelSpec model_spec_from_json(const std::string& text) {
  const Json root = parse_json(text);
  check_version(root);
  ModelSpec spec;
  const Reader reader(root, "");
  reader.read_enum<Architecture>("architecture", kArchitectures,
                                 spec.architecture);
  reader.read("in_channels", spec.in_channels);
  reader.read("out_channels", spec.out_channels);
  reader.read_enum<MaskInput>("mask_input", kMaskInputs, spec.mask_input);
  reader.read("in_channel_order", spec.in_channel_order);
  reader.read("out_channel_order", spec.out_channel_order);
  reader.read("range_low", spec.range_low);
  reader.read("range_high", spec.range_high);
  reader.read_enum<OutputActivation>("output_activation", kOutputActivations,
                                     spec.output_activation);
  read_part(root, "norm", spec.norm);
  reader.read_enum<NormStats>("norm_stats", kNormStatsNames, spec.norm_stats);
  read_part(root, "unet", spec.unet);
  read_part(root, "resnet", spec.resnet);
  read_part(root, "pconv", spec.pconv);
  reader.read("training_width", spec.training_width);
  reader.read("training_height", spec.training_height);
  reader.read("task", spec.task);
  reader.read("dataset", spec.dataset);
  reader.read("licence_note", spec.licence_note);
  reader.read_object("training_options", spec.training_options);
  reader.read_object("figures", spec.figures);
  reader.read_object("activation_ranges", spec.activation_ranges);
  validate(spec);
  return spec;
}

const char* to_string(Architecture value) {
  return name_of<Architecture>(kArchitectures, value);
}
const char* to_string(NormKind value) {
  return name_of<NormKind>(kNormKinds, value);
}
const char* to_string(NormStats value) {
  return name_of<NormStats>(kNormStatsNames, value);
}
const char* to_string(MaskInput value) {
  return name_of<MaskInput>(kMaskInputs, value);
}

NormKind norm_kind_from_string(const std::string& text) {
  return value_of<NormKind>(kNormKinds, "norm", text);
}
NormStats norm_stats_from_string(const std::string& text) {
  return value_of<NormStats>(kNormStatsNames, "norm-stats", text);
}

}  // namespace p2p
