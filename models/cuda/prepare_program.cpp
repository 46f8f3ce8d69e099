// SPDX-License-Identifier: MIT
// Buffers of their own, and biases dropped.
#include "models/cuda/prepare_program.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/cuda/finish.h"
#include "models/inference/precision.h"

namespace p2p::cuda {
namespace {

bool is_whole(const Place& place, const Program& program) {
  return place.channel == 0 &&
         place.channels == program.buffers[place.buffer].channels;
}

std::vector<Store>& stores_of(Step& step) {
  if (auto* conv = std::get_if<ConvStep>(&step)) return conv->stores;
  if (auto* norm = std::get_if<NormStep>(&step)) return norm->stores;
  throw SettingsError(
      "kernels cuda run no partial convolutions: choose plain or auto");
}

/// The store that fills exactly `place`, and the step that it belongs to.
std::pair<std::vector<Store>*, Store> find_store(const Place& place,
                                                 Program& program) {
  for (Step& step : program.steps)
    for (const Store& store : stores_of(step))
      if (store.place == place) return {&stores_of(step), store};
  throw std::invalid_argument(
      "the CUDA plan cannot give a convolution a part of a buffer that no "
      "single step makes");
}

/// A buffer with what `place` holds, in its own channels.
Place separate(const Place& place, Program& program) {
  const auto [stores, store] = find_store(place, program);
  if (stores->size() >= kMaxStores)
    throw std::invalid_argument("the CUDA plan stores a result at most " +
                                std::to_string(kMaxStores) + " times");
  BufferShape shape = program.buffers[place.buffer];
  shape.channels = place.channels;
  program.buffers.push_back(shape);
  const Place own{static_cast<int>(program.buffers.size()) - 1, 0,
                  place.channels};
  stores->push_back({own, store.activation});
  return own;
}

bool reads(const Step& step, int buffer) {
  const auto touches = [buffer](const auto& s) {
    return s.in.buffer == buffer ||
           (s.residual && s.residual->buffer == buffer);
  };
  const auto* conv = std::get_if<ConvStep>(&step);
  return conv ? touches(*conv) : touches(std::get<NormStep>(step));
}

/// Whether norms alone read the buffer, and do so as their input.
bool only_norms_read(int buffer, const Program& program) {
  return std::all_of(
      program.steps.begin(), program.steps.end(), [&](const Step& step) {
        const auto* norm = std::get_if<NormStep>(&step);
        if (!norm) return !reads(step, buffer);
        return !(norm->residual && norm->residual->buffer == buffer);
      });
}

bool stores_untouched(const ConvStep& step) {
  return step.stores.size() == 1 && !step.residual && !step.pixel_shuffle &&
         step.stores.front().activation == Activation{};
}

void drop_bias(ConvStep& step, const Program& program) {
  if (!stores_untouched(step)) return;
  const Place& out = step.stores.front().place;
  if (out.buffer == program.output.buffer || !is_whole(out, program) ||
      !only_norms_read(out.buffer, program))
    return;
  std::fill(step.filter.bias.begin(), step.filter.bias.end(), 0.0f);
}

}  // namespace

Program prepare_program(Program program) {
  for (size_t i = 0; i < program.steps.size(); ++i) {
    (void)stores_of(program.steps[i]);  // checks the kind
    auto* conv = std::get_if<ConvStep>(&program.steps[i]);
    if (!conv) continue;
    if (!is_whole(conv->in, program)) conv->in = separate(conv->in, program);
    drop_bias(*conv, program);
  }
  return program;
}

bool is_bare(const ConvStep& step, const Program& program) {
  if (!stores_untouched(step)) return false;
  const Place& out = step.stores.front().place;
  const BufferShape& shape = program.buffers[out.buffer];
  const bool framed = shape.border > 0 && shape.fill == Border::kReflect;
  const bool biased =
      std::any_of(step.filter.bias.begin(), step.filter.bias.end(),
                  [](float bias) { return bias != 0.0f; });
  return !biased && !framed && is_whole(out, program) &&
         out.buffer != program.output.buffer;
}

}  // namespace p2p::cuda
