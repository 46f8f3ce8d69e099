// SPDX-License-Identifier: MIT
// Packing of a program's steps, and the areas and steps of one frame size.
#include "models/inference/avx512/avx512_plan.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "models/inference/mask_planes.h"
#include "models/inference/parallel.h"
#include "models/inference/precision.h"
#include "models/inference/processor.h"
#include "models/inference/stopwatch.h"

namespace p2p::avx512 {
namespace {

/// Below, transforms cost more than the saved products.
constexpr int kLeastTiles = 48;
constexpr int kLeastChannels = 32;

bool worth_winograd(const ConvStep& step, const BufferShape& in,
                    const PlanShape& training) {
  if (!winograd_applies(step) || step.ratio) return false;
  const int step_in = step.transposed ? 1 : step.stride;
  const int height = (training.height >> in.halvings) / step_in;
  const int width = (training.width >> in.halvings) / step_in;
  return height % 2 == 0 && width % 2 == 0 &&
         (height / 2) * (width / 2) >= kLeastTiles &&
         step.filter.in_channels >= kLeastChannels &&
         step.filter.out_channels >= kLeastChannels / 2;
}

/// 256 steps over the range after the activation, zero being one of them.
Quantisation quantisation_for(const ActivationRange& range, float slope) {
  const float low = range.low < 0.0f ? range.low * slope : 0.0f;
  const float high = range.high > 0.0f ? range.high : range.high * slope;
  const float from = std::min({low, high, 0.0f});
  const float to = std::max({low, high, 0.0f});
  const float scale = std::max(to - from, 1e-20f) / 255.0f;
  return {scale, static_cast<int>(std::lround(-from / scale))};
}

template <typename Step>
Network::Ends ends_of(const Step& step, int out_channels) {
  return {step.in, step.residual, step.ratio, step.stores, out_channels};
}

/// A MaskStep over the areas of one frame size.
class Masks {
 public:
  Masks(const MaskStep& step, const PlanShape& shape,
        std::vector<Planes> inputs, std::vector<Planes> pictures)
      : planes_(step, shape),
        inputs_(std::move(inputs)),
        pictures_(std::move(pictures)) {}

  void run() { planes_.run(inputs_, pictures_); }
  const float* ratios(int plane) const { return planes_.plane(plane); }

 private:
  MaskPlanes planes_;
  std::vector<Planes> inputs_, pictures_;  ///< by sample
};

class Avx512Plan : public Plan {
 public:
  Avx512Plan(std::shared_ptr<const Network> network, const PlanShape& shape)
      : network_(std::move(network)),
        shape_(shape),
        scratch_(thread_count(), arena_) {
    for (size_t b = 0; b < network_->buffers().size(); ++b)
      areas_.push_back(area(static_cast<int>(b), shape));
    for (const Network::Node& node : network_->nodes())
      std::visit([this](const auto& n) { add(n); }, node);
  }

  Planes input(int index) override {
    return planes(network_->input().buffer, index);
  }
  Planes output(int index) override {
    return planes(network_->output().buffer, index);
  }

  void forward() override {
    for (const RunStep& step : steps_) step.run();
  }

  std::vector<StepTime> profile() override {
    std::vector<StepTime> times;
    for (const RunStep& step : steps_)
      times.push_back({step.name, step.convolution != nullptr,
                       milliseconds_of([&] { step.run(); })});
    return times;
  }

 private:
  struct RunStep {
    std::string name;
    std::vector<Area> borders;  ///< filled before
    std::unique_ptr<Convolution> convolution;
    std::unique_ptr<FrameNorm> norm;
    std::unique_ptr<Masks> masks;

    void run() const {
      for (const Area& area : borders) fill_border(area);
      if (convolution) convolution->run();
      if (norm) norm->run();
      if (masks) masks->run();
    }
  };

  Area area(int buffer, const PlanShape& shape) {
    const BufferShape& wanted = network_->buffers()[buffer];
    Area area;
    area.type = network_->type_of(buffer);
    area.samples = shape.batch;
    area.height = shape.height >> wanted.halvings;
    area.width = shape.width >> wanted.halvings;
    area.border = wanted.border;
    area.fill = wanted.fill;
    area.pitch = channel_pitch(wanted.channels);
    // Vectors and differences may read a few pixels past the end.
    area.data = arena_.take((area.elements() + 4 * int64_t{area.pitch}) *
                            size_of(area.type));
    if (area.type == Type::kUint8) fill_zeros(buffer, area);
    return area;
  }

  /// Zero as its channel stores it, in the border and everywhere else.
  void fill_zeros(int buffer, const Area& area) const {
    const auto& quantisation = network_->quantisation_of(buffer);
    auto* data = static_cast<uint8_t*>(area.data);
    for (int64_t i = 0; i < area.elements(); ++i) {
      const size_t channel = i % area.pitch;
      if (channel < quantisation.size())
        data[i] = static_cast<uint8_t>(quantisation[channel].zero);
    }
  }

  AreaSlice slice(const Place& place, const Activation& activation = {}) const {
    const auto& quantisation = network_->quantisation_of(place.buffer);
    return {
        areas_[place.buffer], place.channel, activation,
        quantisation.empty() ? Quantisation{} : quantisation[place.channel]};
  }

  /// Ratios are of the MaskStep, which is the first one.
  StepPlaces places_of(const Network::Ends& ends) const {
    StepPlaces places{.in = slice(ends.in), .out_channels = ends.out_channels};
    if (ends.residual) places.residual = slice(*ends.residual);
    for (const Store& store : ends.stores)
      places.stores.push_back(slice(store.place, store.activation));
    if (ends.ratio) places.ratios = steps_.front().masks->ratios(*ends.ratio);
    return places;
  }

  std::vector<Planes> all_planes(const Place& place) const {
    std::vector<Planes> samples;
    for (int n = 0; n < shape_.batch; ++n)
      samples.push_back(planes(place.buffer, n));
    return samples;
  }

  void add(const MaskStep& step) {
    RunStep run;
    run.name = step.name;
    run.masks = std::make_unique<Masks>(step, shape_, all_planes(step.in),
                                        all_planes(step.picture));
    steps_.push_back(std::move(run));
  }

  void add(const Network::ConvNode& node) {
    const StepPlaces places = places_of(node.ends);
    RunStep step;
    step.name = node.name;
    step.borders.push_back(places.in.area);
    step.convolution =
        node.winograd
            ? make_winograd_convolution(node.packed, places, scratch_, arena_)
            : make_direct_convolution(node.packed, places, scratch_);
    steps_.push_back(std::move(step));
  }

  void add(const Network::ShuffleNode& node) {
    RunStep step;
    step.name = node.name;
    step.convolution = make_shuffled_convolution(
        node.packed, slice(node.in),
        slice(node.store.place, node.store.activation), arena_);
    steps_.push_back(std::move(step));
  }

  void add(const Network::NormNode& node) {
    RunStep step;
    step.name = node.name;
    step.norm = std::make_unique<FrameNorm>(node.packed, places_of(node.ends),
                                            scratch_, arena_);
    steps_.push_back(std::move(step));
  }

  Planes planes(int buffer, int index) const {
    const Area& area = areas_[buffer];
    return {
        .data = area.at(area.offset(index, 0, 0)),
        .type = area.type == Type::kBf16 ? PlaneType::kBf16 : PlaneType::kFp32,
        .height = area.height,
        .width = area.width,
        .channel_stride = 1,
        .row_stride = area.row_pitch(),
        .pixel_stride = area.pitch};
  }

  std::shared_ptr<const Network> network_;
  PlanShape shape_;
  Arena arena_;
  Scratch scratch_;
  std::vector<Area> areas_;
  std::vector<RunStep> steps_;
};

}  // namespace

Network::Network(const Program& program, Type type, const PlanShape& training,
                 const ActivationRanges& ranges)
    : buffers_(program.buffers),
      quantisation_(program.buffers.size()),
      input_(program.input),
      output_(program.output) {
  if (type == Type::kUint8) refuse_masks(program);
  choose_types(program, type);
  if (type == Type::kUint8) quantise(program, ranges);
  for (const Step& step : program.steps) {
    if (const auto* conv = std::get_if<ConvStep>(&step))
      add(*conv, training);
    else if (const auto* norm = std::get_if<NormStep>(&step))
      add(*norm);
    else
      add(std::get<MaskStep>(step));
  }
}

/// The picture is fp32 in any case. Between whole numbers, what comes in and
/// what a norm takes stay floating point.
void Network::choose_types(const Program& program, Type type) {
  types_.assign(buffers_.size(), type);
  if (type == Type::kUint8) {
    types_[input_.buffer] = processor().avx512_bf16 ? Type::kBf16 : Type::kFp32;
    for (const Step& step : program.steps)
      if (const auto* norm = std::get_if<NormStep>(&step))
        types_[norm->in.buffer] = Type::kFp32;
  }
  types_[output_.buffer] = Type::kFp32;
  // What is added to the picture is stored as it is.
  for (const Step& step : program.steps)
    if (const auto* conv = std::get_if<ConvStep>(&step))
      if (conv->residual && conv->stores.front().place.buffer == output_.buffer)
        types_[conv->residual->buffer] = Type::kFp32;
}

void Network::quantise(const Program& program, const ActivationRanges& ranges) {
  const auto quantise_stores = [&](const auto& step) {
    for (const Store& store : step.stores) {
      const int buffer = store.place.buffer;
      if (types_[buffer] != Type::kUint8) continue;
      const auto range = ranges.find(step.name);
      if (range == ranges.end())
        throw SettingsError(
            "the model has no range for the activations of '" + step.name +
            "', which precision int8 needs: run pix2pix-trainer calibrate on "
            "it, or choose another precision");
      std::vector<Quantisation>& channels = quantisation_[buffer];
      channels.resize(buffers_[buffer].channels);
      std::fill_n(channels.begin() + store.place.channel, store.place.channels,
                  quantisation_for(range->second, store.activation.slope));
    }
  };
  for (const Step& step : program.steps) {
    if (const auto* conv = std::get_if<ConvStep>(&step)) quantise_stores(*conv);
    if (const auto* norm = std::get_if<NormStep>(&step)) quantise_stores(*norm);
  }
}

void Network::add(const ConvStep& step, const PlanShape& training) {
  const BufferShape& in = buffers_[step.in.buffer];
  const Type type = type_of(step.in.buffer);
  if (step.pixel_shuffle) {
    nodes_.emplace_back(ShuffleNode{
        step.name,
        pack_shuffle(step, type,
                     type == Type::kUint8 ? channels_of(step.in)
                                          : std::vector<Quantisation>{},
                     arena_),
        step.in, step.stores.front()});
    return;
  }
  const bool winograd =
      type != Type::kUint8 && worth_winograd(step, in, training);
  const auto pack = [&] {
    if (winograd) return pack_winograd(step, type, arena_);
    if (type == Type::kUint8)
      return pack_integers(step, channels_of(step.in), arena_);
    return pack_convolution(step, type, channel_pitch(in.channels), arena_);
  };
  nodes_.emplace_back(ConvNode{step.name, winograd, pack(),
                               ends_of(step, step.filter.out_channels)});
}

std::vector<Quantisation> Network::channels_of(const Place& place) const {
  const auto first = quantisation_[place.buffer].begin() + place.channel;
  return {first, first + place.channels};
}

void Network::add(const NormStep& step) {
  const PackedNorm packed = pack_norm(step, arena_);
  nodes_.emplace_back(
      NormNode{step.name, packed, ends_of(step, packed.channels)});
}

std::unique_ptr<Plan> Network::plan(std::shared_ptr<const Network> network,
                                    const PlanShape& shape) {
  return std::make_unique<Avx512Plan>(std::move(network), shape);
}

}  // namespace p2p::avx512
