// SPDX-License-Identifier: MIT
// Runs a program on tensors: its places are tensors or concatenations of them.
#include "models/inference/onednn_plan.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include <ATen/ops/from_blob.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/instance_norm.h>
#include <ATen/ops/pixel_shuffle.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include "models/inference/host_tensors.h"
#include "models/inference/mask_planes.h"
#include "models/inference/onednn_operators.h"
#include "models/inference/step_tensors.h"
#include "models/inference/stopwatch.h"

namespace p2p {
namespace {

using onednn::Geometry;

/// A step's numbers as tensors, and the step without them.
struct PackedConv {
  ConvStep step;
  Geometry geometry;
  torch::Tensor weight, bias;
  torch::Tensor masked_bias =
      {};  ///< of a partial convolution, whose `bias` is 0
};
struct PackedNorm {
  NormStep step;
  torch::Tensor scale, shift;
};
struct PackedMasks {
  MaskStep step;
};
using PackedStep = std::variant<PackedConv, PackedNorm, PackedMasks>;

/// The planes of a MaskStep as tensors, and the picture that it makes.
class MaskTensors {
 public:
  MaskTensors(const MaskStep& step, const PlanShape& shape,
              const torch::Tensor& input)
      : planes_(step, shape),
        picture_(host_tensor(shape, step.picture.channels, input.scalar_type(),
                             /*pinned=*/false)) {
    for (int n = 0; n < shape.batch; ++n) {
      inputs_.push_back(planes_of(input, n));
      pictures_.push_back(planes_of(picture_, n));
    }
    for (int i = 0; i < static_cast<int>(step.planes.size()); ++i) {
      ratios_.push_back(
          at::from_blob(const_cast<float*>(planes_.plane(i)),
                        {shape.batch, 1, planes_.height(i), planes_.width(i)}));
      known_.push_back(at::zeros_like(ratios_.back(),
                                      at::TensorOptions(input.scalar_type())));
    }
  }

  void update() {
    const int64_t before = planes_.updates();
    planes_.run(inputs_, pictures_);
    if (planes_.updates() == before) return;
    for (size_t i = 0; i < ratios_.size(); ++i) known_[i].copy_(ratios_[i] > 0);
  }

  const torch::Tensor& picture() const { return picture_; }
  /// [N, 1, h, w], fp32 and of the picture's type.
  const torch::Tensor& ratio(int plane) const { return ratios_[plane]; }
  const torch::Tensor& known(int plane) const { return known_[plane]; }

 private:
  MaskPlanes planes_;
  torch::Tensor picture_;
  std::vector<Planes> inputs_, pictures_;
  std::vector<torch::Tensor> ratios_, known_;
};

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
      else if (const auto* norm = std::get_if<NormStep>(&step))
        steps.push_back(pack(*norm));
      else
        steps.push_back(PackedMasks{std::get<MaskStep>(step)});
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
    if (step.ratio) {
      packed.masked_bias = packed.bias.view({1, -1, 1, 1});
      packed.bias = at::zeros_like(packed.bias);
    }
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
                            /*pinned=*/false)) {
    const c10::InferenceMode guard;
    for (const PackedStep& step : network_->steps)
      if (const auto* masks = std::get_if<PackedMasks>(&step))
        masks_.emplace(masks->step, shape, input_);
  }

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
      const double time = milliseconds_of([&] {
        std::visit([&](const auto& s) { run_step(s, values); }, step);
      });
      if (times)
        times->push_back(
            {std::visit([](const auto& s) { return s.step.name; }, step),
             std::holds_alternative<PackedConv>(step), time});
    }
    output_.copy_(values.read(network_->output));
  }

  void run_step(const PackedMasks& masks, PlaceTensors& values) {
    masks_->update();
    values.write(masks.step.picture, masks_->picture());
  }

  void run_step(const PackedConv& conv, PlaceTensors& values) const {
    const ConvStep& step = conv.step;
    const torch::Tensor x = reflected(values.read(step.in), step,
                                      network_->buffers[step.in.buffer]);
    // With one consumer the activation is the operator's own.
    const bool fused = step.stores.size() == 1 && !step.residual && !step.ratio;
    torch::Tensor y =
        onednn::convolve(x, conv.weight, conv.bias, conv.geometry,
                         fused ? step.stores.front().activation : Activation{});
    if (step.residual) y = y.add_(values.read(*step.residual));
    if (step.ratio)
      y.mul_(masks_->ratio(*step.ratio))
          .addcmul_(masks_->known(*step.ratio), conv.masked_bias);
    if (step.pixel_shuffle) y = at::pixel_shuffle(y, 2);
    if (fused) return values.write(step.stores.front().place, std::move(y));
    values.store(y, step.stores);
  }

  void run_step(const PackedNorm& norm, PlaceTensors& values) const {
    torch::Tensor y = at::instance_norm(
        values.read(norm.step.in), norm.scale, norm.shift, {}, {},
        /*use_input_stats=*/true, /*momentum=*/0.0, norm.step.eps,
        /*cudnn_enabled=*/false);
    if (norm.step.ratio) y.mul_(masks_->known(*norm.step.ratio));
    if (norm.step.residual) y = y.add_(values.read(*norm.step.residual));
    values.store(y, norm.step.stores);
  }

  std::shared_ptr<const OnednnNetwork> network_;
  torch::Tensor input_, output_;
  std::optional<MaskTensors> masks_;
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
