// SPDX-License-Identifier: MIT
// What libpix2pix-cuda.so offers: networks on a GPU. No CUDA and no LibTorch
// header is needed to ask for one.
#pragma once

#include <memory>

#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p::cuda {

/// A program's weights on a device, shared by plans of all sizes.
class Network {
 public:
  virtual ~Network() = default;

  /// It may outlive the network. The thread that makes it uses it.
  virtual std::unique_ptr<Plan> plan(const PlanShape& shape) const = 0;
};

/// The one exported function; `type` is kFp16 or kBf16. The caller deletes the
/// result. Throws what CUDA and LibTorch throw.
using NetworkEntry = Network* (*)(const Program& program, int device,
                                  PlaneType type);

/// Its name for dlsym(). The number grows with every change of this file,
/// program.h, plan.h or frame_plan.h: both sides are built together.
inline constexpr char kNetworkEntry[] = "p2p_cuda_network_2";

}  // namespace p2p::cuda
