// SPDX-License-Identifier: MIT
// The entry of libpix2pix-cuda.so.
#include "models/cuda/network.h"

#include <utility>

#include <c10/cuda/CUDAGuard.h>

#include "models/cuda/graph_plan.h"
#include "models/cuda/pixel_kernels.h"
#include "models/cuda/step_list.h"

namespace p2p::cuda {
namespace {

class GraphNetwork : public Network {
 public:
  explicit GraphNetwork(std::shared_ptr<const PackedProgram> program)
      : program_(std::move(program)) {
    const c10::cuda::CUDAGuard guard(program_->device);
    stream_ = std::make_shared<const OwnStream>();
  }

  std::unique_ptr<Plan> plan(const PlanShape& shape) const override {
    return make_graph_plan(program_, shape, stream_);
  }

 private:
  std::shared_ptr<const PackedProgram> program_;
  std::shared_ptr<const OwnStream> stream_;  ///< of all plans
};

}  // namespace
}  // namespace p2p::cuda

/// See NetworkEntry.
extern "C" P2P_CUDA_EXPORT p2p::cuda::Network* p2p_cuda_network_2(
    const p2p::Program& program, int device, p2p::PlaneType type);

p2p::cuda::Network* p2p_cuda_network_2(const p2p::Program& program, int device,
                                       p2p::PlaneType type) {
  using namespace p2p::cuda;
  const torch::Device gpu(torch::kCUDA,
                          static_cast<torch::DeviceIndex>(device));
  return std::make_unique<GraphNetwork>(
             std::make_shared<const PackedProgram>(program, gpu, type))
      .release();
}
