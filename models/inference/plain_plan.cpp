// SPDX-License-Identifier: MIT
// Copy in, forward, copy out.
#include "models/inference/plain_plan.h"

#include <utility>

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "models/inference/host_tensors.h"
#include "models/inference/stopwatch.h"
#include "models/networks/norm.h"

namespace p2p {
namespace {

class PlainPlan : public Plan {
 public:
  PlainPlan(std::shared_ptr<Generator> generator, const ModelSpec& spec,
            const PlainDevice& where, const PlanShape& shape)
      : generator_(std::move(generator)),
        where_(where),
        input_(host_tensor(shape, spec.in_channels, torch::kFloat,
                           where.device.is_cuda())),
        output_(host_tensor(shape, spec.out_channels, torch::kFloat,
                            where.device.is_cuda())) {}

  Planes input(int index) override { return planes_of(input_, index); }
  Planes output(int index) override { return planes_of(output_, index); }

  void forward() override {
    const c10::InferenceMode guard;
    const c10::OptionalStreamGuard stream(where_.stream);
    if (where_.device.is_cpu()) {
      output_.copy_(generator_->forward(input_.to(where_.type)));
      return;
    }
    // Types and layouts change on the GPU: a copy that changes them as well
    // does so on the host. The last copy waits for all.
    const torch::Tensor made = generator_->forward(
        input_.to(where_.device, /*non_blocking=*/true).to(where_.type));
    output_.copy_(
        made.to(torch::kFloat).contiguous(torch::MemoryFormat::ChannelsLast));
  }

  std::vector<StepTime> profile() override {
    return {{"network", true, milliseconds_of([this] { forward(); })}};
  }

 private:
  std::shared_ptr<Generator> generator_;
  PlainDevice where_;
  torch::Tensor input_, output_;
};

}  // namespace

void convert_generator(Generator& generator, torch::Device device,
                       torch::ScalarType type) {
  const torch::NoGradGuard no_grad;
  generator.to(device);
  for (torch::Tensor& parameter : generator.parameters()) {
    parameter.requires_grad_(false);
    if (parameter.dim() == 4)
      parameter.set_data(
          parameter.to(type).contiguous(torch::MemoryFormat::ChannelsLast));
  }
  // A bias goes with its convolution, a shift with its norm.
  generator.apply([type](torch::nn::Module& child) {
    if (child.as<NormImpl>()) return;
    for (auto& item : child.named_parameters(/*recurse=*/false))
      item.value().set_data(item.value().to(type));
  });
  if (device.is_cuda())
    c10::impl::VirtualGuardImpl(device.type())
        .synchronizeDevice(device.index());
}

PlainDevice plain_device(torch::Device device, torch::ScalarType type) {
  PlainDevice where{device, type, {}};
  if (device.is_cuda())
    where.stream =
        c10::impl::VirtualGuardImpl(device.type())
            .getStreamFromGlobalPool(device, /*isHighPriority=*/true);
  return where;
}

std::unique_ptr<Plan> make_plain_plan(std::shared_ptr<Generator> generator,
                                      const ModelSpec& spec,
                                      const PlainDevice& where,
                                      const PlanShape& shape) {
  return std::make_unique<PlainPlan>(std::move(generator), spec, where, shape);
}

}  // namespace p2p
