// SPDX-License-Identifier: MIT
// Places as lists of tensors.
#include "models/inference/step_tensors.h"

#include <algorithm>

#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>

namespace p2p {

torch::Tensor PlaceTensors::read(const Place& place) const {
  std::vector<torch::Tensor> found;
  for (const auto& [channel, tensor] : parts_[place.buffer])
    if (channel >= place.channel && channel < place.channel + place.channels)
      found.push_back(tensor);
  return found.size() == 1 ? found.front() : at::cat(found, 1);
}

void PlaceTensors::write(const Place& place, torch::Tensor tensor) {
  auto& parts = parts_[place.buffer];
  const auto at = std::find_if(parts.begin(), parts.end(), [&](auto& part) {
    return part.first > place.channel;
  });
  parts.insert(at, {place.channel, std::move(tensor)});
}

void PlaceTensors::store(const torch::Tensor& result,
                         const std::vector<Store>& stores) {
  for (const Store& store : stores)
    write(store.place, apply(store.activation, result));
}

torch::Tensor apply(const Activation& activation, const torch::Tensor& x) {
  switch (activation.kind) {
    case Activation::Kind::kTanh:
      return at::tanh(x);
    case Activation::Kind::kSigmoid:
      return at::sigmoid(x);
    case Activation::Kind::kLeaky:
      break;
  }
  if (activation.slope == 1.0f) return x;
  return activation.slope == 0.0f ? at::relu(x)
                                  : at::leaky_relu(x, activation.slope);
}

torch::Tensor weight_of(const ConvStep& step) {
  const Filter& f = step.filter;
  const torch::Tensor hwio = at::from_blob(
      const_cast<float*>(f.weight.data()),
      {f.height, f.width, f.in_channels, f.out_channels}, torch::kFloat);
  return (step.transposed ? hwio.permute({2, 3, 0, 1})
                          : hwio.permute({3, 2, 0, 1}))
      .contiguous();
}

int output_padding_of(const ConvStep& step) {
  return step.transposed ? step.stride + 2 * step.padding - step.filter.height
                         : 0;
}

torch::Tensor reflected(const torch::Tensor& x, const ConvStep& step,
                        const BufferShape& in) {
  const int64_t p = step.padding;
  return in.fill == Border::kReflect ? at::reflection_pad2d(x, {p, p, p, p})
                                     : x;
}

}  // namespace p2p
