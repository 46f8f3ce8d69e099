// SPDX-License-Identifier: MIT
// Buffers, steps and folded norms.
#include "models/inference/lowering/program_builder.h"

#include <stdexcept>
#include <utility>

#include "models/inference/lowering/filters.h"

namespace p2p {
namespace {

bool has_few_channels(const Filter& filter) {
  return filter.out_channels == 1 || filter.out_channels == 3;
}

}  // namespace

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

void shuffle_if_few(ConvStep& step) {
  if (!has_few_channels(step.filter)) return;
  step.filter = shuffled_filter(step.filter);
  step.stride = 1;
  step.transposed = false;
  step.pixel_shuffle = true;
}

const NormImpl* pointer_to(const Norm& norm) {
  return norm.is_empty() ? nullptr : norm.get();
}

Place ProgramBuilder::buffer(BufferShape shape) {
  program_.buffers.push_back(shape);
  return {static_cast<int>(program_.buffers.size()) - 1, 0, shape.channels};
}

void ProgramBuilder::add(Step step) {
  program_.steps.push_back(std::move(step));
}

int ProgramBuilder::add_plane(RatioPlane plane) {
  auto& planes = std::get<MaskStep>(program_.steps.front()).planes;
  planes.push_back(std::move(plane));
  return static_cast<int>(planes.size()) - 1;
}

const NormImpl* ProgramBuilder::absorb(Filter& filter,
                                       const NormImpl* norm) const {
  if (!norm || norm_.kind == NormKind::kNone) return nullptr;
  if (norm_.kind == NormKind::kInstance || stats_ == NormStats::kFrame)
    return norm;
  fold(filter, *norm, norm_.eps);
  return nullptr;
}

void ProgramBuilder::convolve(ConvStep step, const NormImpl* norm) {
  if (const NormImpl* left = absorb(step.filter, norm))
    return convolve_and_normalise(std::move(step), *left);
  add(std::move(step));
}

Program ProgramBuilder::finish(Place input, Place output) {
  program_.input = input;
  program_.output = output;
  return std::move(program_);
}

void ProgramBuilder::convolve_and_normalise(ConvStep step,
                                            const NormImpl& norm) {
  const size_t channels = step.filter.out_channels;
  const int halvings =
      program_.buffers[step.stores.front().place.buffer].halvings;
  const Place raw = buffer({step.filter.out_channels, halvings});
  NormStep normalise{.name = step.name + " norm",
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

}  // namespace p2p
