// SPDX-License-Identifier: MIT
// The reference is given a network that remembers.
#include "trainer/evaluation/network_output.h"

#include <memory>

#include "models/inference/reference.h"

namespace p2p {
namespace {

/// Another network's output, kept.
class Remembering : public Generator {
 public:
  /// `generator` must outlive it.
  explicit Remembering(Generator& generator)
      : generator_(register_module(
            "generator",
            std::shared_ptr<Generator>(&generator, [](Generator*) {}))) {}

  torch::Tensor forward(const torch::Tensor& x) override {
    last_ = generator_->forward(x);
    return last_;
  }
  const torch::Tensor& last() const { return last_; }

 private:
  std::shared_ptr<Generator> generator_;
  torch::Tensor last_;
};

}  // namespace

NetworkOutput run_network(Generator& generator, const ModelSpec& spec,
                          NormMode mode, const torch::Tensor& picture,
                          const torch::Tensor& holes) {
  // Shared, as modules that are walked through must be.
  const auto network = std::make_shared<Remembering>(generator);
  const torch::Tensor rounded =
      run_reference(*network, spec, mode, picture, holes);
  const ValueRange range = value_range(spec);
  const torch::Tensor values = network->last()[0]
                                   .narrow(1, 0, picture.size(0))
                                   .narrow(2, 0, picture.size(1))
                                   .detach()
                                   .to(torch::kCPU, torch::kFloat)
                                   .sub(range.low)
                                   .div(range.high - range.low)
                                   .clamp(0.0, 1.0)
                                   .permute({1, 2, 0});
  const bool bgr = spec.out_channel_order == "BGR";
  return {rounded, (bgr ? values.flip(2) : values).contiguous()};
}

}  // namespace p2p
