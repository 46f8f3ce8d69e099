// SPDX-License-Identifier: MIT
// Runs a program on tensors: its places are tensors or concatenations of them.
#include "models/inference/onednn_plan.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include <ATen/ops/instance_norm.h>
#include <ATen/ops/pixel_shuffle.h>
#include <ATen/ops/tensor.h>

#include "models/inference/host_tensors.h"
#include "models/inference/onednn_operators.h"
#include "models/inference/step_tensors.h"

namespace p2p {
namespace {

using onednn::Geometry;

/// A step's numbers as tensors, and the step without them.
struct PackedConv {
  ConvStep step;
  Geometry geometry;
  torch::Tensor weight, bias;
};
struct PackedNorm {
  NormStep step;
  torch::Tensor scale, shift;
};
using PackedStep = std::variant<PackedConv, PackedNorm>;

Geometry geometry_of(const ConvStep& step, const BufferShape& in) {
  const bool reflects = in.fill == Border::kReflect;
  return {step.stride, reflects ? 0 : step.padding, output_padding_of(step),
          step.transposed};
}

}  // namespace

class OnednnNetwork {
 public:
  OnednnNetwork(const Program& program, torch::ScalarType type,
                const PlanShape& training)
      : type(type),
        buffers(program.buffers),
        input(program.input),
        output(program.output) {
    const c10::InferenceMode guard;
    for (const Step& step : program.steps) {
      if (const auto* conv = std::get_if<ConvStep>(&step))
        steps.push_back(pack(*conv, training));
      else
        steps.push_back(pack(std::get<NormStep>(step)));
    }
  }

  torch::ScalarType type;
  std::vector<BufferShape> buffers;
  Place input, output;
  std::vector<PackedStep> steps;

 private:
  PackedConv pack(const ConvStep& step, const PlanShape& training) const {
    const BufferShape& in = buffers[step.in.buffer];
    PackedConv packed{step, geometry_of(step, in), weight_of(step).to(type),
                      at::tensor(step.filter.bias).to(type)};
    const int border = in.fill == Border::kReflect ? 2 * step.padding : 0;
    packed.weight = onednn::pack(
        packed.weight, packed.geometry,
        {1, step.filter.in_channels, (training.height >> in.halvings) + border,
         (training.width >> in.halvings) + border});
    packed.step.filter = {};
    return packed;
  }

  PackedNorm pack(const NormStep& step) const {
    PackedNorm packed{step, at::tensor(step.scale), at::tensor(step.shift)};
    packed.step.scale = packed.step.shift = {};
    return packed;
  }
};

namespace {

class OnednnPlan : public Plan {
 public:
  OnednnPlan(std::shared_ptr<const OnednnNetwork> network,
             const PlanShape& shape)
      : network_(std::move(network)),
        input_(host_tensor(shape, network_->input.channels, network_->type,
                           /*pinned=*/false)),
        output_(host_tensor(shape, network_->output.channels, torch::kFloat,
                            /*pinned=*/false)) {}

  Planes input(int index) override { return planes_of(input_, index); }
  Planes output(int index) override { return planes_of(output_, index); }

  void forward() override { run(nullptr); }

  std::vector<StepTime> profile() override {
    std::vector<StepTime> times;
    run(&times);
    return times;
  }

 private:
  void run(std::vector<StepTime>* times) {
    const c10::InferenceMode guard;
    PlaceTensors values(network_->buffers.size());
    values.write(network_->input, input_);
    for (const PackedStep& step : network_->steps) {
      const auto start = std::chrono::steady_clock::now();
      std::visit([&](const auto& s) { run(s, values); }, step);
      const std::chrono::duration<double, std::milli> time =
          std::chrono::steady_clock::now() - start;
      if (times)
        times->push_back(
            {std::visit([](const auto& s) { return s.step.name; }, step),
             std::holds_alternative<PackedConv>(step), time.count()});
    }
    output_.copy_(values.read(network_->output));
  }

  void run(const PackedConv& conv, PlaceTensors& values) const {
    const ConvStep& step = conv.step;
    const torch::Tensor x = reflected(values.read(step.in), step,
                                      network_->buffers[step.in.buffer]);
    // With one consumer the activation is the operator's own.
    const bool fused = step.stores.size() == 1 && !step.residual;
    torch::Tensor y =
        onednn::convolve(x, conv.weight, conv.bias, conv.geometry,
                         fused ? step.stores.front().activation : Activation{});
    if (step.residual) y = y.add_(values.read(*step.residual));
    if (step.pixel_shuffle) y = at::pixel_shuffle(y, 2);
    if (fused) return values.write(step.stores.front().place, std::move(y));
    values.store(y, step.stores);
  }

  void run(const PackedNorm& norm, PlaceTensors& values) const {
    torch::Tensor y = at::instance_norm(
        values.read(norm.step.in), norm.scale, norm.shift, {}, {},
        /*use_input_stats=*/true, /*momentum=*/0.0, norm.step.eps,
        /*cudnn_enabled=*/false);
    if (norm.step.residual) y = y.add_(values.read(*norm.step.residual));
    values.store(y, norm.step.stores);
  }

  std::shared_ptr<const OnednnNetwork> network_;
  torch::Tensor input_, output_;
};

}  // namespace

bool has_onednn_operators() { return onednn::available(); }

std::shared_ptr<const OnednnNetwork> pack_for_onednn(
    const Program& program, torch::ScalarType type, const PlanShape& training) {
  return std::make_shared<OnednnNetwork>(program, type, training);
}

std::unique_ptr<Plan> make_onednn_plan(
    std::shared_ptr<const OnednnNetwork> network, const PlanShape& shape) {
  return std::make_unique<OnednnPlan>(std::move(network), shape);
}

}  // namespace p2p
