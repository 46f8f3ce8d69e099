// SPDX-License-Identifier: MIT
// The choice of a plan, and frames through it.
#include "models/inference/engine.h"

#include <algorithm>
#include <utility>

#include <ATen/Context.h>

#include "models/inference/activation_ranges.h"
#include "models/inference/cuda_library.h"
#include "models/inference/frame_io.h"
#include "models/inference/frame_plan.h"
#include "models/inference/hole_region.h"
#include "models/inference/lowering.h"
#include "models/inference/onednn_plan.h"
#include "models/inference/parallel.h"
#include "models/inference/plain_plan.h"
#include "models/inference/tiled_plan.h"
#include "models/networks/norm.h"
#include "models/pixels/mask_output.h"
#ifdef P2P_WITH_AVX512
#include "models/inference/avx512/avx512_plan.h"
#endif

namespace p2p {
namespace {

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
  if (!allowed(picture_channels(spec)) || !allowed(spec.out_channels))
    throw SettingsError(
        "the model takes " + std::to_string(picture_channels(spec)) +
        " channels and makes " + std::to_string(spec.out_channels) +
        "; pictures and frames have 1 or 3");
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

#ifdef P2P_WITH_AVX512
avx512::Type storage_type(Precision precision) {
  switch (precision) {
    case Precision::kBf16:
      return avx512::Type::kBf16;
    case Precision::kInt8:
      return avx512::Type::kUint8;
    default:
      return avx512::Type::kFp32;
  }
}
#endif

std::string describe(const DeviceChoice& device,
                     const PrecisionChoice& precision,
                     const KernelsChoice& kernels, NormStats stats,
                     bool stats_asked_for) {
  return "device " + device.device.str() + " (" + device.reason +
         "), precision " + to_string(precision.precision) + " (" +
         precision.reason + "), kernels " + to_string(kernels.kernels) + " (" +
         kernels.reason + "), norm statistics " + to_string(stats) +
         (stats_asked_for ? " (asked for)" : " (the model's)");
}

}  // namespace

Engine Engine::load(const std::filesystem::path& path,
                    const EngineOptions& options) {
  const DeviceChoice device = choose_device(options.device);
  return {load_model(path), device, options};
}

Engine::Engine(Model model, const DeviceChoice& device,
               const EngineOptions& options)
    : spec_(std::move(model.spec)),
      device_(device.device),
      norm_stats_(options.norm_stats.value_or(spec_.norm_stats)),
      tile_size_(options.tile_size > 0 ? padded_size(spec_, options.tile_size)
                                       : 0) {
  check_channels(spec_);
  if (tile_size_ > 0) check_tiles();
  use_threads(options.threads);
  const PrecisionChoice precision =
      choose_precision(options.precision, device_);
  const KernelsChoice kernels =
      choose_kernels(options.kernels, device_, precision.precision);
  // The same frame always gives the same result.
  if (device_.is_cuda()) at::globalContext().setDeterministicCuDNN(true);
  precision_ = precision.precision;
  kernels_ = kernels.kernels;
  summary_ = describe(device, precision, kernels, norm_stats_,
                      options.norm_stats.has_value());
  Program program;
  if (kernels_ != Kernels::kPlain || options.memory_limit > 0)
    program = lower(*model.generator, spec_, norm_stats_);
  if (options.memory_limit > 0) {
    memory_limit_ = int64_t{options.memory_limit} << 20;
    memory_ = memory_of(program);
  }
  make_plan_ = plan_maker(std::move(model.generator), std::move(program));
}

void Engine::check_tiles() const {
  const bool stored = spec_.norm.kind == NormKind::kNone ||
                      (spec_.norm.kind == NormKind::kBatch &&
                       norm_stats_ == NormStats::kRunning);
  if (!stored)
    throw SettingsError(
        "tiles need a model with batch norm and norm statistics 'running': "
        "each tile would be normalised by itself and differ from its "
        "neighbours");
}

Engine::MakePlan Engine::plan_maker(std::shared_ptr<Generator> generator,
                                    Program program) const {
  const PlanShape training =
      padded(spec_.training_width, spec_.training_height, 1);
  const torch::ScalarType type = scalar_type(precision_);
  switch (kernels_) {
#ifdef P2P_WITH_AVX512
    case Kernels::kAvx512: {
      const auto network = std::make_shared<const avx512::Network>(
          std::move(program), storage_type(precision_), training,
          activation_ranges_from_json(spec_.activation_ranges));
      return [network](const PlanShape& shape) {
        return avx512::Network::plan(network, shape);
      };
    }
#endif
    case Kernels::kOnednn: {
      const auto network = pack_for_onednn(std::move(program), type, training);
      return [network](const PlanShape& shape) {
        return make_onednn_plan(network, shape);
      };
    }
    case Kernels::kCuda: {
      const std::shared_ptr<const cuda::Network> network = make_cuda_network(
          std::move(program), device_.index(),
          precision_ == Precision::kBf16 ? PlaneType::kBf16 : PlaneType::kFp16);
      return [network](const PlanShape& shape) { return network->plan(shape); };
    }
    default:
      break;
  }
  convert_generator(*generator, device_, type);
  generator->eval();
  set_norm_mode(*generator, mode_for(norm_stats_));
  return [generator, spec = spec_,
          where = plain_device(device_, type)](const PlanShape& shape) {
    return make_plain_plan(generator, spec, where, shape);
  };
}

PlanShape Engine::padded(int width, int height, int batch) const {
  return {padded_size(spec_, width), padded_size(spec_, height), batch};
}

std::unique_ptr<Plan> Engine::plan(int width, int height, int batch) const {
  check_frame_size(spec_, width, height);
  return make_plan(padded(width, height, batch));
}

int Engine::tile_size(const PlanShape& shape) const {
  if (memory_limit_ == 0) return tile_size_;
  const int found = tile_size_for(
      memory_, shape,
      {.bytes = memory_limit_,
       .multiple = size_multiple(spec_),
       .value_size = static_cast<int>(elementSize(scalar_type(precision_))),
       .in_channels = spec_.in_channels,
       .out_channels = spec_.out_channels});
  if (found > 0) check_tiles();
  // The smaller of what was asked for and of what fits.
  return found == 0 || tile_size_ == 0 ? std::max(found, tile_size_)
                                       : std::min(found, tile_size_);
}

std::unique_ptr<Plan> Engine::make_plan(const PlanShape& shape) const {
  const int size = tile_size(shape);
  const bool large = shape.width > size || shape.height > size;
  if (size == 0 || !large) return make_plan_(shape);
  const PlanShape tile{std::min(size, shape.width),
                       std::min(size, shape.height), 1};
  if (shape.batch > 1)
    throw SettingsError("frames in tiles are run one at a time");
  return make_tiled_plan(make_plan_(tile), tile, shape, spec_.in_channels,
                         spec_.out_channels);
}

void Engine::check_regions(int width, int height) const {
  tile_size(padded(width, height, 1));
}

void Engine::prepare(int width, int height, int batch) {
  check_frame_size(spec_, width, height);
  const PlanShape shape = padded(width, height, batch);
  if (plan_ && shape == shape_) return;
  plan_.reset();  // the memory of two plans is never needed at once
  std::unique_ptr<Plan> made = make_plan(shape);
  made->forward();
  plan_ = std::move(made);
  shape_ = shape;
}

PlaneFormat Engine::input_format() const {
  return {picture_channels(spec_), spec_.in_channel_order == "BGR",
          value_range(spec_), spec_.mask_input == MaskInput::kChannel};
}

PlaneFormat Engine::output_format() const {
  return {spec_.out_channels, spec_.out_channel_order == "BGR",
          value_range(spec_)};
}

void Engine::run(std::span<const P2pFrame> inputs,
                 std::span<const P2pFrame> outputs,
                 const P2pComposition& composition) {
  if (inputs.empty()) return;
  if (spec_.mask_input == MaskInput::kChannel)
    throw SettingsError("the model fills holes: it needs a mask of them");
  prepare(inputs.front().width, inputs.front().height,
          static_cast<int>(inputs.size()));
  const bool plain = is_plain(composition);
  if (FramePlan* frames = plan_->frames(); frames && plain)
    return frames->wait(frames->enqueue({inputs, input_format(), outputs,
                                         output_format(), FrameMemory::kHost}));
  read_frames(inputs, input_format(), *plan_);
  plan_->forward();
  if (plain)
    write_frames(inputs, outputs, output_format(), *plan_);
  else
    write_masks(inputs, outputs, output_format(), composition, *plan_,
                weights_);
}

void Engine::run(const P2pFrame& input, const P2pFrame& output,
                 const P2pComposition& composition) {
  run(std::span(&input, 1), std::span(&output, 1), composition);
}

torch::Tensor Engine::run(const torch::Tensor& picture) {
  torch::Tensor in = picture.contiguous();
  torch::Tensor out =
      torch::empty({in.size(0), in.size(1), spec_.out_channels}, torch::kByte);
  run(frame_of(in), frame_of(out));
  return out;
}

void Engine::fill_holes(const P2pFrame& input, const P2pFrame& mask,
                        const P2pFrame& output, int feather) {
  if (spec_.mask_input == MaskInput::kNone)
    throw SettingsError(
        "the model takes no mask: it was not trained to fill holes");
  const PixelBox holes = hole_box(mask);
  copy_frame(input, output);
  if (holes.empty()) return;
  const PixelBox region =
      hole_region(holes, {.frame_width = input.width,
                          .frame_height = input.height,
                          .step = chroma_step(input),
                          .multiple = size_multiple(spec_),
                          .least_width = spec_.training_width,
                          .least_height = spec_.training_height,
                          .feather = feather});
  fill_region(crop(input, region), crop(mask, region), crop(output, region),
              feather);
}

/// Holes that breathe go back and forth between two sizes.
void Engine::prepare_region(int width, int height) {
  // A spare plan would be a second one in the memory that one may have.
  if (memory_limit_ == 0 && padded(width, height, 1) != shape_) {
    std::swap(plan_, spare_plan_);
    std::swap(shape_, spare_shape_);
  }
  prepare(width, height);
}

void Engine::fill_region(const P2pFrame& input, const P2pFrame& mask,
                         const P2pFrame& output, int feather) {
  prepare_region(input.width, input.height);
  read_frame_with_holes(input, mask, input_format(), *plan_);
  hole_seam_.read(mask, plan_->input(0), input_format());
  plan_->forward();
  hole_seam_.blend(plan_->output(0), output_format());
  write_frames(std::span(&input, 1), std::span(&output, 1), output_format(),
               *plan_);
  lay_over_input(input, hole_weights_.make(mask, feather), output);
}

torch::Tensor Engine::fill_holes(const torch::Tensor& picture,
                                 const torch::Tensor& mask, int feather) {
  torch::Tensor in = picture.contiguous(), holes = mask.contiguous();
  torch::Tensor out =
      torch::empty({in.size(0), in.size(1), spec_.out_channels}, torch::kByte);
  fill_holes(frame_of(in), frame_of(holes), frame_of(out), feather);
  return out;
}

std::vector<StepTime> Engine::profile() { return plan_->profile(); }

}  // namespace p2p
