// SPDX-License-Identifier: MIT
// Packing of a program's steps, and the areas and steps of one frame size.
#include "models/inference/avx512/avx512_plan.h"

#include <chrono>
#include <type_traits>

#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

/// Below, transforms cost more than the saved products.
constexpr int kLeastTiles = 48;
constexpr int kLeastChannels = 32;

bool worth_winograd(const ConvStep& step, const BufferShape& in,
                    const PlanShape& training) {
  if (!winograd_applies(step)) return false;
  const int step_in = step.transposed ? 1 : step.stride;
  const int height = (training.height >> in.halvings) / step_in;
  const int width = (training.width >> in.halvings) / step_in;
  return height % 2 == 0 && width % 2 == 0 &&
         (height / 2) * (width / 2) >= kLeastTiles &&
         step.filter.in_channels >= kLeastChannels &&
         step.filter.out_channels >= kLeastChannels / 2;
}

class Avx512Plan : public Plan {
 public:
  Avx512Plan(std::shared_ptr<const Network> network, const PlanShape& shape)
      : network_(std::move(network)), scratch_(thread_count(), arena_) {
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
    using Clock = std::chrono::steady_clock;
    std::vector<StepTime> times;
    for (const RunStep& step : steps_) {
      const auto start = Clock::now();
      step.run();
      const std::chrono::duration<double, std::milli> time =
          Clock::now() - start;
      times.push_back({step.name, step.convolution != nullptr, time.count()});
    }
    return times;
  }

 private:
  struct RunStep {
    std::string name;
    std::vector<Area> borders;  ///< filled before
    std::unique_ptr<Convolution> convolution;
    std::unique_ptr<FrameNorm> norm;

    void run() const {
      for (const Area& area : borders) fill_border(area);
      if (convolution)
        convolution->run();
      else
        norm->run();
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
    return area;
  }

  AreaSlice slice(const Place& place, const Activation& activation = {}) const {
    return {areas_[place.buffer], place.channel, activation, {}};
  }

  template <typename Node>
  std::vector<AreaSlice> stores_of(const Node& node) const {
    std::vector<AreaSlice> stores;
    for (const Store& store : node.stores)
      stores.push_back(slice(store.place, store.activation));
    return stores;
  }

  template <typename Node>
  std::optional<AreaSlice> residual_of(const Node& node) const {
    if (!node.residual) return std::nullopt;
    return slice(*node.residual);
  }

  void add(const Network::ConvNode& node) {
    const ConvolutionPlaces places{slice(node.in), residual_of(node),
                                   stores_of(node), node.out_channels,
                                   node.pixel_shuffle};
    RunStep step;
    step.name = node.name;
    step.borders.push_back(areas_[node.in.buffer]);
    step.convolution =
        node.winograd
            ? make_winograd_convolution(node.packed, places, scratch_, arena_)
            : make_direct_convolution(node.packed, places, scratch_);
    steps_.push_back(std::move(step));
  }

  void add(const Network::NormNode& node) {
    RunStep step;
    step.name = node.name;
    step.norm = std::make_unique<FrameNorm>(node.packed, slice(node.in),
                                            residual_of(node), stores_of(node),
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
  Arena arena_;
  Scratch scratch_;
  std::vector<Area> areas_;
  std::vector<RunStep> steps_;
};

}  // namespace

Network::Network(const Program& program, Type type, const PlanShape& training)
    : type_(type),
      buffers_(program.buffers),
      input_(program.input),
      output_(program.output) {
  for (const Step& step : program.steps) {
    if (const auto* conv = std::get_if<ConvStep>(&step))
      add(*conv, training);
    else
      add(std::get<NormStep>(step));
  }
}

void Network::add(const ConvStep& step, const PlanShape& training) {
  const BufferShape& in = buffers_[step.in.buffer];
  const Type type = type_of(step.in.buffer);
  const bool winograd = worth_winograd(step, in, training);
  nodes_.emplace_back(ConvNode{
      step.name, winograd, step.pixel_shuffle, step.filter.out_channels,
      winograd
          ? pack_winograd(step, type, arena_)
          : pack_convolution(step, type, channel_pitch(in.channels), arena_),
      step.in, step.residual, step.stores});
}

void Network::add(const NormStep& step) {
  nodes_.emplace_back(NormNode{step.name, pack_norm(step, arena_), step.in,
                               step.residual, step.stores});
}

std::unique_ptr<Plan> Network::plan(std::shared_ptr<const Network> network,
                                    const PlanShape& shape) {
  return std::make_unique<Avx512Plan>(std::move(network), shape);
}

}  // namespace p2p::avx512
