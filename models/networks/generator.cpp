// SPDX-License-Identifier: MIT
// The one place that turns an architecture's name into a network.
#include "models/networks/generator.h"

#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>

#include "models/networks/pconv_generator.h"
#include "models/networks/resnet_generator.h"
#include "models/networks/unet_generator.h"

namespace p2p {

std::shared_ptr<Generator> make_generator(const ModelSpec& spec) {
  validate(spec);
  switch (spec.architecture) {
    case Architecture::kUnet:
      return std::make_shared<UnetGenerator>(spec);
    case Architecture::kResnet:
      return std::make_shared<ResnetGenerator>(spec);
    case Architecture::kPconv:
      return std::make_shared<PconvGenerator>(spec);
  }
  throw std::invalid_argument("unknown architecture");
}

torch::Tensor apply_output_activation(OutputActivation activation,
                                      const torch::Tensor& x) {
  // While training in bf16: its tanh is 1 from 3.2 on, and a value of 1 passes
  // no gradient back to a network that is wrong.
  const torch::Tensor y = x.requires_grad() ? x.to(torch::kFloat) : x;
  switch (activation) {
    case OutputActivation::kTanh:
      return at::tanh(y);
    case OutputActivation::kSigmoid:
      return at::sigmoid(y);
    case OutputActivation::kLinear:
      return y;
  }
  throw std::invalid_argument("unknown output activation");
}

}  // namespace p2p
