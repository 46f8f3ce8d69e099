// SPDX-License-Identifier: MIT
// The plain plan: LibTorch's own operators, one after the other.
#include "models/inference/engine.h"

#include <utility>

#include <ATen/cpu/Utils.h>

#include "models/networks/norm.h"

namespace p2p {
namespace {

torch::ScalarType scalar_type(Precision precision) {
  switch (precision) {
    case Precision::kFp16:
      return torch::kHalf;
    case Precision::kBf16:
      return torch::kBFloat16;
    default:
      return torch::kFloat;
  }
}

/// Whether bf16 convolutions run on instructions of their own.
bool cpu_has_bf16() {
  const auto capabilities = at::cpu::get_cpu_capabilities();
  for (const char* name : {"avx512_bf16", "amx_bf16", "bf16"}) {
    const auto found = capabilities.find(name);
    if (found != capabilities.end() && found->second.toBool()) return true;
  }
  return false;
}

struct PrecisionChoice {
  Precision precision;
  std::string reason;
};

PrecisionChoice choose_precision(Precision wanted, torch::Device device) {
  if (wanted == Precision::kFp16 && device.is_cpu())
    throw SettingsError(
        "precision fp16 needs a GPU: choose auto, bf16 or fp32 on the CPU");
  if (wanted != Precision::kAuto) return {wanted, "asked for"};
  if (device.is_cuda()) return {Precision::kFp16, "a GPU"};
  if (cpu_has_bf16())
    return {Precision::kBf16, "the processor has bf16 arithmetic"};
  return {Precision::kFp32, "the processor has no bf16 arithmetic"};
}

/// Pixels of a padded frame; more would not fit into memory many times over.
constexpr int64_t kMaxPixels = int64_t{1} << 28;

void check_frame_size(const ModelSpec& spec, int width, int height) {
  const int64_t pixels = static_cast<int64_t>(padded_size(spec, width)) *
                         padded_size(spec, height);
  if (pixels > kMaxPixels)
    throw SettingsError("frames of " + std::to_string(width) + "x" +
                        std::to_string(height) + " are too large, padded to " +
                        std::to_string(size_multiple(spec)) +
                        "s: scale them down before the filter");
}

void check_channels(const ModelSpec& spec) {
  const auto allowed = [](int channels) {
    return channels == 1 || channels == 3;
  };
  if (!allowed(spec.in_channels) || !allowed(spec.out_channels))
    throw SettingsError("the model takes " + std::to_string(spec.in_channels) +
                        " channels and makes " +
                        std::to_string(spec.out_channels) +
                        "; pictures and frames have 1 or 3");
}

/// Convolutions in `type` and channels last, norms in fp32: their statistics
/// and shifts do not fit into bf16's eight bits.
void convert(Generator& generator, torch::Device device,
             torch::ScalarType type) {
  const torch::NoGradGuard no_grad;
  generator.to(device);
  for (torch::Tensor& parameter : generator.parameters()) {
    parameter.requires_grad_(false);
    if (parameter.dim() == 4)
      parameter.set_data(
          parameter.to(type).contiguous(torch::MemoryFormat::ChannelsLast));
  }
  // A bias goes with its convolution, a shift with its norm.
  generator.apply([type](torch::nn::Module& child) {
    if (child.as<NormImpl>()) return;
    for (auto& item : child.named_parameters(/*recurse=*/false))
      item.value().set_data(item.value().to(type));
  });
}

P2pComponent component_of(torch::Tensor& picture, int channel) {
  const auto channels = static_cast<int32_t>(picture.size(2));
  const auto width = static_cast<int32_t>(picture.size(1));
  return {picture.mutable_data_ptr<uint8_t>() + channel, width * channels,
          channels, 0, 0};
}

P2pFrame frame_of(torch::Tensor& picture) {
  P2pFrame frame{};
  frame.height = static_cast<int32_t>(picture.size(0));
  frame.width = static_cast<int32_t>(picture.size(1));
  frame.n_components = static_cast<int32_t>(picture.size(2));
  frame.colour = frame.n_components == 1 ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
  for (int c = 0; c < frame.n_components; ++c)
    frame.component[c] = component_of(picture, c);
  return frame;
}

std::string describe(const DeviceChoice& device, const PrecisionChoice& chosen,
                     NormStats stats, bool stats_asked_for) {
  return "device " + device.device.str() + " (" + device.reason +
         "), precision " + to_string(chosen.precision) + " (" + chosen.reason +
         "), norm statistics " + to_string(stats) +
         (stats_asked_for ? " (asked for)" : " (the model's)");
}

}  // namespace

const char* to_string(Precision precision) {
  switch (precision) {
    case Precision::kAuto:
      return "auto";
    case Precision::kFp32:
      return "fp32";
    case Precision::kFp16:
      return "fp16";
    case Precision::kBf16:
      return "bf16";
  }
  throw std::invalid_argument("unknown precision");
}

Precision precision_from_string(const std::string& text) {
  for (const Precision precision :
       {Precision::kAuto, Precision::kFp32, Precision::kFp16, Precision::kBf16})
    if (text == to_string(precision)) return precision;
  throw std::invalid_argument("precision '" + text +
                              "' is unknown; known: auto, fp32, fp16, bf16");
}

Engine Engine::load(const std::filesystem::path& path,
                    const EngineOptions& options) {
  const DeviceChoice device = choose_device(options.device);
  return {load_model(path), device, options};
}

Engine::Engine(Model model, const DeviceChoice& device,
               const EngineOptions& options)
    : spec_(std::move(model.spec)),
      generator_(std::move(model.generator)),
      device_(device.device),
      norm_stats_(options.norm_stats.value_or(spec_.norm_stats)) {
  check_channels(spec_);
  const PrecisionChoice chosen = choose_precision(options.precision, device_);
  precision_ = chosen.precision;
  summary_ =
      describe(device, chosen, norm_stats_, options.norm_stats.has_value());
  convert(*generator_, device_, scalar_type(precision_));
  generator_->eval();
  set_norm_mode(*generator_, mode_for(norm_stats_));
}

void Engine::prepare(int width, int height) {
  if (width == width_ && height == height_) return;
  check_frame_size(spec_, width, height);
  width_ = height_ = 0;  // nothing is prepared while this may fail
  input_ = torch::zeros({1, spec_.in_channels, padded_size(spec_, height),
                         padded_size(spec_, width)});
  forward();
  width_ = width;
  height_ = height;
}

torch::Tensor Engine::forward() {
  const c10::InferenceMode guard;
  const torch::Tensor x = input_.to(device_, scalar_type(precision_))
                              .contiguous(torch::MemoryFormat::ChannelsLast);
  return generator_->forward(x).to(torch::kCPU, torch::kFloat).contiguous();
}

PlaneFormat Engine::format(int channels, const std::string& order) const {
  return {channels, order == "BGR", value_range(spec_)};
}

void Engine::run(const P2pFrame& input, const P2pFrame& output) {
  prepare(input.width, input.height);
  const int height = static_cast<int>(input_.size(2));
  const int width = static_cast<int>(input_.size(3));
  frame_to_planes(input, format(spec_.in_channels, spec_.in_channel_order),
                  dense_planes(input_.mutable_data_ptr<float>(),
                               PlaneType::kFp32, height, width));
  const torch::Tensor result = forward();
  planes_to_frame(dense_planes(result.mutable_data_ptr<float>(),
                               PlaneType::kFp32, height, width),
                  format(spec_.out_channels, spec_.out_channel_order), input,
                  output);
}

torch::Tensor Engine::run(const torch::Tensor& picture) {
  torch::Tensor in = picture.contiguous();
  torch::Tensor out =
      torch::empty({in.size(0), in.size(1), spec_.out_channels}, torch::kByte);
  run(frame_of(in), frame_of(out));
  return out;
}

}  // namespace p2p
