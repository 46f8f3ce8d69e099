// SPDX-License-Identifier: MIT
// One operator for each thing a step does.
#include "models/inference/run_program.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/instance_norm.h>
#include <ATen/ops/pixel_shuffle.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/where.h>

#include "models/inference/step_tensors.h"

namespace p2p {
namespace {

/// Buffers and planes while a program runs.
class ProgramRun {
 public:
  ProgramRun(const Program& program, const Observer& observe)
      : program_(program), observe_(observe), values_(program.buffers.size()) {}

  torch::Tensor run(const torch::Tensor& x) {
    values_.write(program_.input, x);
    for (const Step& any : program_.steps)
      std::visit([this](const auto& step) { run(step); }, any);
    return values_.read(program_.output);
  }

 private:
  void run(const MaskStep& step) {
    const torch::Tensor x = values_.read(step.in);
    const int64_t picture = step.picture.channels;
    const torch::Tensor hole = x.narrow(1, picture, 1) > step.threshold;
    planes_ = {(~hole).to(torch::kFloat)};
    values_.write(step.picture, at::where(hole, 0.0, x.narrow(1, 0, picture)));
    for (size_t i = 1; i < step.planes.size(); ++i)
      planes_.push_back(ratio_of(step.planes[i]));
  }

  torch::Tensor ratio_of(const RatioPlane& plane) const {
    torch::Tensor weighted;
    int values = 0;
    for (const MaskGroup& group : plane.groups) {
      torch::Tensor part =
          (planes_[group.plane] > 0).to(torch::kFloat) * group.channels;
      if (group.doubled)
        part =
            at::upsample_nearest2d(part, {2 * part.size(2), 2 * part.size(3)});
      weighted = weighted.defined() ? weighted + part : part;
      values += plane.kernel * plane.kernel * group.channels;
    }
    const torch::Tensor sums =
        at::avg_pool2d(weighted, plane.kernel, plane.stride, plane.kernel / 2,
                       /*ceil_mode=*/false, /*count_include_pad=*/true,
                       /*divisor_override=*/1);
    return at::where(sums > 0, values / sums, 0.0);
  }

  void run(const ConvStep& step) {
    torch::Tensor y = convolved(step);
    if (step.ratio) {
      if (step.residual) y = y + values_.read(*step.residual);
      const torch::Tensor& ratio = planes_[*step.ratio];
      const torch::Tensor bias =
          at::tensor(step.filter.bias).view({1, -1, 1, 1});
      return finish(step, at::where(ratio > 0, y * ratio + bias, 0.0));
    }
    finish_with_residual(step, y);
  }

  /// A partial convolution's without the bias.
  torch::Tensor convolved(const ConvStep& step) const {
    const BufferShape& in = program_.buffers[step.in.buffer];
    const torch::Tensor x = reflected(values_.read(step.in), step, in);
    const torch::Tensor weight = weight_of(step);
    const torch::Tensor bias =
        step.ratio ? torch::Tensor() : at::tensor(step.filter.bias);
    if (step.transposed)
      return at::conv_transpose2d(x, weight, bias, step.stride, step.padding,
                                  output_padding_of(step));
    const torch::Tensor y =
        at::conv2d(x, weight, bias, step.stride,
                   in.fill == Border::kReflect ? 0 : step.padding);
    return step.pixel_shuffle ? at::pixel_shuffle(y, 2) : y;
  }

  void run(const NormStep& step) {
    torch::Tensor y = at::instance_norm(
        values_.read(step.in), at::tensor(step.scale), at::tensor(step.shift),
        {}, {}, /*use_input_stats=*/true, /*momentum=*/0.0, step.eps,
        /*cudnn_enabled=*/false);
    if (step.ratio) y = at::where(planes_[*step.ratio] > 0, y, 0.0);
    finish_with_residual(step, y);
  }

  template <typename AnyStep>
  void finish_with_residual(const AnyStep& step, const torch::Tensor& y) {
    finish(step, step.residual ? y + values_.read(*step.residual) : y);
  }

  template <typename AnyStep>
  void finish(const AnyStep& step, const torch::Tensor& y) {
    if (observe_) observe_(step.name, y);
    values_.store(y, step.stores);
  }

  const Program& program_;
  const Observer& observe_;
  PlaceTensors values_;
  std::vector<torch::Tensor> planes_;  ///< fp32 [N, 1, h, w]
};

}  // namespace

torch::Tensor run_program(const Program& program, const torch::Tensor& x,
                          const Observer& observe) {
  const c10::InferenceMode guard;
  return ProgramRun(program, observe).run(x);
}

}  // namespace p2p
