// SPDX-License-Identifier: MIT
// One operator for each thing a step does.
#include "models/inference/run_program.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/instance_norm.h>
#include <ATen/ops/pixel_shuffle.h>
#include <ATen/ops/tensor.h>

#include "models/inference/step_tensors.h"

namespace p2p {
namespace {

torch::Tensor result_of(const ConvStep& step, const Program& program,
                        const PlaceTensors& values) {
  const BufferShape& in = program.buffers[step.in.buffer];
  const torch::Tensor x = reflected(values.read(step.in), step, in);
  const torch::Tensor weight = weight_of(step);
  const torch::Tensor bias = at::tensor(step.filter.bias);
  if (step.transposed)
    return at::conv_transpose2d(x, weight, bias, step.stride, step.padding,
                                output_padding_of(step));
  const torch::Tensor y =
      at::conv2d(x, weight, bias, step.stride,
                 in.fill == Border::kReflect ? 0 : step.padding);
  return step.pixel_shuffle ? at::pixel_shuffle(y, 2) : y;
}

torch::Tensor result_of(const NormStep& step, const Program&,
                        const PlaceTensors& values) {
  return at::instance_norm(values.read(step.in), at::tensor(step.scale),
                           at::tensor(step.shift), {}, {},
                           /*use_input_stats=*/true, /*momentum=*/0.0, step.eps,
                           /*cudnn_enabled=*/false);
}

}  // namespace

torch::Tensor run_program(const Program& program, const torch::Tensor& x,
                          const Observer& observe) {
  const c10::InferenceMode guard;
  PlaceTensors values(program.buffers.size());
  values.write(program.input, x);
  for (const Step& any : program.steps)
    std::visit(
        [&](const auto& step) {
          torch::Tensor y = result_of(step, program, values);
          if (step.residual) y = y + values.read(*step.residual);
          if (observe) observe(step.name, y);
          values.store(y, step.stores);
        },
        any);
  return values.read(program.output);
}

}  // namespace p2p
