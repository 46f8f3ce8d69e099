// SPDX-License-Identifier: MIT
// A spec as JSON: each field is named once, for both directions.
#include <concepts>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "models/weights/model_spec.h"
#include "models/weights/spec_enums.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

/// The format of the spec itself; readers accept this and older ones.
constexpr int kSpecVersion = 1;

/// `Spec` is `Part`, to be read into, or a constant one, to be written.
template <typename Spec, typename Part>
concept Either = std::same_as<std::remove_const_t<Spec>, Part>;

template <typename Visitor, Either<NormSpec> Spec>
void visit_fields(const Visitor& field, Spec& norm) {
  field("kind", norm.kind);
  field("eps", norm.eps);
  field("momentum", norm.momentum);
  field("affine", norm.affine);
}

template <typename Visitor, Either<UnetSpec> Spec>
void visit_fields(const Visitor& field, Spec& unet) {
  field("depth", unet.depth);
  field("ngf", unet.ngf);
  field("max_multiple", unet.max_multiple);
  field("conv_bias", unet.conv_bias);
  field("encoder_slope", unet.encoder_slope);
  field("decoder_slope", unet.decoder_slope);
  field("skip_activation", unet.skip_activation);
  field("bottleneck_norm", unet.bottleneck_norm);
  field("concat_order", unet.concat_order);
  field("dropout_levels", unet.dropout_levels);
  field("dropout", unet.dropout);
  field("upsampling", unet.upsampling);
  field("full_size_features", unet.full_size_features);
}

template <typename Visitor, Either<ResnetSpec> Spec>
void visit_fields(const Visitor& field, Spec& resnet) {
  field("blocks", resnet.blocks);
  field("ngf", resnet.ngf);
  field("conv_bias", resnet.conv_bias);
  field("dropout", resnet.dropout);
}

template <typename Visitor, Either<PconvSpec> Spec>
void visit_fields(const Visitor& field, Spec& pconv) {
  field("depth", pconv.depth);
  field("ngf", pconv.ngf);
  field("max_multiple", pconv.max_multiple);
  field("encoder_kernels", pconv.encoder_kernels);
  field("conv_bias", pconv.conv_bias);
  field("encoder_slope", pconv.encoder_slope);
  field("decoder_slope", pconv.decoder_slope);
  field("concat_order", pconv.concat_order);
}

template <typename Visitor, Either<ModelSpec> Spec>
void visit_fields(const Visitor& field, Spec& spec) {
  field("architecture", spec.architecture);
  field("in_channels", spec.in_channels);
  field("out_channels", spec.out_channels);
  field("mask_input", spec.mask_input);
  field("in_channel_order", spec.in_channel_order);
  field("out_channel_order", spec.out_channel_order);
  field("range_low", spec.range_low);
  field("range_high", spec.range_high);
  field("output_activation", spec.output_activation);
  field.part("norm", spec.norm);
  field("norm_stats", spec.norm_stats);
  const Architecture kind = spec.architecture;
  field.part("unet", spec.unet, kind == Architecture::kUnet);
  field.part("resnet", spec.resnet, kind == Architecture::kResnet);
  field.part("pconv", spec.pconv, kind == Architecture::kPconv);
  field("training_width", spec.training_width);
  field("training_height", spec.training_height);
  field("task", spec.task);
  field("dataset", spec.dataset);
  field("licence_note", spec.licence_note);
  field.text("training_options", spec.training_options);
  field.text("figures", spec.figures);
  field.text("activation_ranges", spec.activation_ranges);
}

class Writer {
 public:
  explicit Writer(Json& object) : object_(object) {}

  template <typename T>
  void operator()(const char* key, const T& value) const {
    if constexpr (std::is_enum_v<T>)
      object_[key] = name_of(value);
    else
      object_[key] = value;
  }
  /// Parts that do not matter are left out.
  template <typename Part>
  void part(const char* key, const Part& part, bool matters = true) const {
    if (matters) visit_fields(Writer(object_[key]), part);
  }
  /// A text that is JSON itself.
  void text(const char* key, const std::string& json) const {
    object_[key] = Json::parse(json);
  }

 private:
  Json& object_;
};

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

/// Reads members of one JSON object, where they are; errors name the member's
/// full path.
class Reader {
 public:
  Reader(const Json& object, std::string path)
      : object_(object), path_(std::move(path)) {
    if (!object_.is_object())
      throw std::invalid_argument("'" + path_ + "' is not an object");
  }

  template <typename T>
  void operator()(const char* key, T& value) const {
    if constexpr (std::is_enum_v<T>) {
      std::string text = name_of(value);
      read(key, text);
      value = value_of<T>("'" + full(key) + "'", text);
    } else {
      read(key, value);
    }
  }
  template <typename Part>
  void part(const char* key, Part& part, bool = true) const {
    const auto found = object_.find(key);
    if (found != object_.end()) visit_fields(Reader(*found, full(key)), part);
  }
  void text(const char* key, std::string& json) const {
    const auto found = object_.find(key);
    if (found != object_.end()) json = found->dump();
  }

 private:
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
  std::string full(const char* key) const {
    return path_.empty() ? key : path_ + "." + key;
  }

  const Json& object_;
  std::string path_;
};

void check_version(const Json& root) {
  int version = kSpecVersion;
  Reader(root, "")("format_version", version);
  if (version < 1 || version > kSpecVersion)
    throw std::invalid_argument("spec version " + std::to_string(version) +
                                " is unknown (this build " + "reads up to " +
                                std::to_string(kSpecVersion) +
                                "): update the program");
}

}  // namespace

std::string to_json(const ModelSpec& spec) {
  Json root = {{"format_version", kSpecVersion}};
  visit_fields(Writer(root), spec);
  // Paths and notes may be in any encoding; the file is UTF-8.
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ModelSpec model_spec_from_json(const std::string& text) {
  const Json root = parse_json(text);
  check_version(root);
  ModelSpec spec;
  visit_fields(Reader(root, ""), spec);
  validate(spec);
  return spec;
}

}  // namespace p2p
