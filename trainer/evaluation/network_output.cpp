// SPDX-License-Identifier: MIT
// The reference's values, rounded and not.
#include "trainer/evaluation/network_output.h"

#include "models/inference/reference.h"

namespace p2p {

NetworkOutput run_network(Generator& generator, const ModelSpec& spec,
                          NormMode mode, const torch::Tensor& picture,
                          const torch::Tensor& holes) {
  const torch::Tensor made = run_values(generator, spec, mode, picture, holes);
  const ValueRange range = value_range(spec);
  const torch::Tensor values = made.to(torch::kCPU, torch::kFloat)
                                   .sub(range.low)
                                   .div(range.high - range.low)
                                   .clamp(0.0, 1.0)
                                   .permute({1, 2, 0});
  const bool bgr = spec.out_channel_order == "BGR";
  return {rounded(made, spec), (bgr ? values.flip(2) : values).contiguous()};
}

}  // namespace p2p
