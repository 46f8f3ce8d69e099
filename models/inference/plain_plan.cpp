// SPDX-License-Identifier: MIT
// Copy in, forward, copy out.
#include "models/inference/plain_plan.h"

#include <chrono>
#include <utility>

#include "models/inference/host_tensors.h"
#include "models/networks/norm.h"

namespace p2p {
namespace {

class PlainPlan : public Plan {
 public:
  PlainPlan(std::shared_ptr<Generator> generator, const ModelSpec& spec,
            torch::Device device, torch::ScalarType type,
            const PlanShape& shape)
      : generator_(std::move(generator)),
        device_(device),
        type_(type),
        input_(host_tensor(shape, spec.in_channels, torch::kFloat,
                           device.is_cuda())),
        output_(host_tensor(shape, spec.out_channels, torch::kFloat,
                            device.is_cuda())) {}

  Planes input(int index) override { return planes_of(input_, index); }
  Planes output(int index) override { return planes_of(output_, index); }

  void forward() override {
    const c10::InferenceMode guard;
    output_.copy_(generator_->forward(input_.to(device_, type_)));
  }

  std::vector<StepTime> profile() override {
    const auto start = std::chrono::steady_clock::now();
    forward();
    const std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - start;
    return {{"network", true, time.count()}};
  }

 private:
  std::shared_ptr<Generator> generator_;
  torch::Device device_;
  torch::ScalarType type_;
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
}

std::unique_ptr<Plan> make_plain_plan(std::shared_ptr<Generator> generator,
                                      const ModelSpec& spec,
                                      torch::Device device,
                                      torch::ScalarType type,
                                      const PlanShape& shape) {
  return std::make_unique<PlainPlan>(std::move(generator), spec, device, type,
                                     shape);
}

}  // namespace p2p
