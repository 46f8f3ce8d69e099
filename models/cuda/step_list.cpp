// SPDX-License-Identifier: MIT
// Packing, buffers, and the passes' arguments.
#include "models/cuda/step_list.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <ATen/ops/_convolution.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include "models/cuda/prepare_program.h"

namespace p2p::cuda {
namespace {

torch::ScalarType scalar_type(PlaneType type) {
  return type == PlaneType::kBf16 ? torch::kBFloat16 : torch::kHalf;
}

torch::Tensor on_device(const std::vector<float>& values,
                        torch::Device device) {
  return at::from_blob(const_cast<float*>(values.data()),
                       {static_cast<int64_t>(values.size())}, torch::kFloat)
      .clone()
      .to(device);
}

/// [out, in, h, w], or [in, out, h, w] of a transposed one; channels last.
torch::Tensor weight_of(const ConvStep& step) {
  const Filter& f = step.filter;
  const torch::Tensor hwio = at::from_blob(
      const_cast<float*>(f.weight.data()),
      {f.height, f.width, f.in_channels, f.out_channels}, torch::kFloat);
  const std::array<int64_t, 4> order = {step.transposed ? 2 : 3, 0, 1,
                                        step.transposed ? 3 : 2};
  return hwio.permute(order).contiguous().permute({0, 3, 1, 2});
}

/// Zeros around a picture are the convolution's own; reflections are in memory.
int border_in_memory(const BufferShape& shape) {
  return shape.fill == Border::kReflect ? shape.border : 0;
}

void check_border(const ConvStep& step, const BufferShape& in) {
  if (border_in_memory(in) > 0 && in.border != step.padding)
    throw std::invalid_argument(
        "step " + step.name + " pads by " + std::to_string(step.padding) +
        ", its buffer has a border of " + std::to_string(in.border));
}

void check_border(const NormStep& step, const BufferShape& in) {
  if (border_in_memory(in) > 0 || step.in.channels != in.channels)
    throw std::invalid_argument("step " + step.name +
                                " normalises a part of a buffer");
}

uint16_t* pixels(const torch::Tensor& tensor) {
  return static_cast<uint16_t*>(tensor.mutable_data_ptr());
}

}  // namespace

PackedProgram::PackedProgram(const Program& unprepared, torch::Device device,
                             PlaneType type)
    : device(device), type(type) {
  const c10::InferenceMode guard;
  const Program program = prepare_program(unprepared);
  buffers = program.buffers;
  input = program.input;
  output = program.output;
  for (const Step& step : program.steps) {
    PackedStep packed;
    if (const auto* conv = std::get_if<ConvStep>(&step)) {
      check_border(*conv, buffers[conv->in.buffer]);
      packed = {conv->name,
                true,
                *conv,
                {},
                is_bare(*conv, program),
                weight_of(*conv).to(scalar_type(type)).to(device),
                on_device(conv->filter.bias, device)};
      packed.conv.filter = {};
    } else {
      const auto& norm = std::get<NormStep>(step);
      check_border(norm, buffers[norm.in.buffer]);
      packed = {norm.name,
                false,
                {},
                norm,
                false,
                on_device(norm.scale, device),
                on_device(norm.shift, device)};
    }
    steps.push_back(std::move(packed));
  }
}

StepList::StepList(std::shared_ptr<const PackedProgram> program,
                   const PlanShape& shape)
    : program_(std::move(program)),
      buffers_(program_->buffers.size()),
      bare_(program_->buffers.size()) {
  const c10::InferenceMode guard;
  for (const PackedStep& step : program_->steps)
    if (step.bare) bare_[step.conv.stores.front().place.buffer] = true;
  for (size_t b = 0; b < buffers_.size(); ++b)
    if (!bare_[b]) allocate(static_cast<int>(b), shape);
  allocate_statistics(shape);
}

void StepList::allocate(int buffer, const PlanShape& shape) {
  const BufferShape& wanted = program_->buffers[buffer];
  const int border = 2 * border_in_memory(wanted);
  // Zeros: nothing that was in memory before ever shows.
  buffers_[buffer] = at::zeros(
      {shape.batch, (shape.height >> wanted.halvings) + border,
       (shape.width >> wanted.halvings) + border, wanted.channels},
      at::TensorOptions(scalar_type(program_->type)).device(program_->device));
}

void StepList::allocate_statistics(const PlanShape& shape) {
  int64_t parts = 0;
  int64_t channels = 0;
  for (const PackedStep& step : program_->steps) {
    if (step.convolution) continue;
    const BufferShape& in = program_->buffers[step.norm.in.buffer];
    const int pixels =
        (shape.height >> in.halvings) * (shape.width >> in.halvings);
    channels = std::max<int64_t>(channels, in.channels);
    parts =
        std::max<int64_t>(parts, int64_t{chunk_count(pixels)} * in.channels);
  }
  const auto floats = at::TensorOptions(torch::kFloat).device(program_->device);
  constexpr int64_t kFloats = sizeof(Moments) / sizeof(float);
  parts_ = at::empty({shape.batch * parts * kFloats}, floats);
  scale_ = at::empty({shape.batch * channels}, floats);
  shift_ = at::empty({shape.batch * channels}, floats);
}

Area StepList::area(int buffer) const {
  const torch::Tensor& tensor = buffers_[buffer];
  const int border = border_in_memory(program_->buffers[buffer]);
  return {pixels(tensor),
          static_cast<int>(tensor.size(0)),
          static_cast<int>(tensor.size(1)) - 2 * border,
          static_cast<int>(tensor.size(2)) - 2 * border,
          static_cast<int>(tensor.size(3)),
          border};
}

Slice StepList::slice(const Place& place, const Activation& activation) const {
  return {area(place.buffer), place.channel, activation};
}

void StepList::run(size_t index, StepRunner& runner) {
  const c10::InferenceMode guard;
  const PackedStep& step = program_->steps[index];
  step.convolution ? run_convolution(step, runner) : run_norm(step, runner);
}

torch::Tensor StepList::convolve(const PackedStep& step) const {
  const ConvStep& conv = step.conv;
  const bool reflects = border_in_memory(program_->buffers[conv.in.buffer]) > 0;
  const int64_t padding = reflects ? 0 : conv.padding;
  const int64_t kernel = step.weight.size(2);
  // Output is `stride` times the input when transposed.
  const int64_t more = conv.transposed ? conv.stride + 2 * padding - kernel : 0;
  const torch::Tensor x = buffers_[conv.in.buffer].permute({0, 3, 1, 2});
  // The algorithm is chosen by measuring at the first call of a size, among
  // those that give the same bits each time.
  return at::_convolution(x, step.weight, {}, {conv.stride, conv.stride},
                          {padding, padding}, {1, 1}, conv.transposed,
                          {more, more}, /*groups=*/1, /*benchmark=*/true,
                          /*deterministic=*/true, /*cudnn_enabled=*/true,
                          /*allow_tf32=*/true)
      .contiguous(torch::MemoryFormat::ChannelsLast)
      .permute({0, 2, 3, 1});
}

template <typename AnyStep>
Finish StepList::finish_of(const AnyStep& step,
                           const torch::Tensor& raw) const {
  Finish finish{};
  finish.raw = pixels(raw);
  finish.samples = static_cast<int>(raw.size(0));
  finish.height = static_cast<int>(raw.size(1));
  finish.width = static_cast<int>(raw.size(2));
  finish.channels = static_cast<int>(raw.size(3));
  finish.has_residual = step.residual.has_value();
  if (step.residual) finish.residual = slice(*step.residual);
  for (const Store& store : step.stores)
    finish.stores[finish.n_stores++] = slice(store.place, store.activation);
  return finish;
}

void StepList::run_convolution(const PackedStep& step, StepRunner& runner) {
  const int in = step.conv.in.buffer;
  if (border_in_memory(program_->buffers[in]) > 0) runner.reflect(area(in));
  torch::Tensor raw = convolve(step);
  if (step.bare) {
    buffers_[step.conv.stores.front().place.buffer] = std::move(raw);
    return;
  }
  Finish finish = finish_of(step.conv, raw);
  finish.shift = step.bias.const_data_ptr<float>();
  finish.shuffle = step.conv.pixel_shuffle;
  runner.finish(finish, program_->type);
}

void StepList::run_norm(const PackedStep& step, StepRunner& runner) {
  const torch::Tensor& raw = buffers_[step.norm.in.buffer];
  Finish finish = finish_of(step.norm, raw);
  Statistics statistics{};
  statistics.raw = finish.raw;
  statistics.samples = finish.samples;
  statistics.pixels = finish.height * finish.width;
  statistics.channels = finish.channels;
  statistics.chunks = chunk_count(statistics.pixels);
  statistics.parts = static_cast<Moments*>(parts_.mutable_data_ptr());
  statistics.weight = step.weight.const_data_ptr<float>();
  statistics.bias = step.bias.const_data_ptr<float>();
  statistics.eps = static_cast<float>(step.norm.eps);
  statistics.scale = scale_.mutable_data_ptr<float>();
  statistics.shift = shift_.mutable_data_ptr<float>();
  runner.measure(statistics, program_->type);
  finish.scale = statistics.scale;
  finish.shift = statistics.shift;
  finish.sample_stride = finish.channels;
  runner.finish(finish, program_->type);
}

}  // namespace p2p::cuda
