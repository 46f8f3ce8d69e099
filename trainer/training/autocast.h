// SPDX-License-Identifier: MIT
// Mixed precision for the duration of a scope.
#pragma once

#include <torch/types.h>

namespace p2p {

/// While it lives, LibTorch runs convolutions of this thread in bf16 (weights
/// and optimiser stay fp32). `enabled` false makes it do nothing. The casts of
/// weights are kept until the scope ends, so it must not span an optimiser
/// step.
class Autocast {
 public:
  Autocast(torch::Device device, bool enabled);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  torch::DeviceType device_;
  bool enabled_;
  bool enabled_before_ = false;
  torch::ScalarType type_before_ = torch::kBFloat16;
};

}  // namespace p2p
