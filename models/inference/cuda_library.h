// SPDX-License-Identifier: MIT
// libpix2pix-cuda.so, opened when somebody asks for its kernels.
#pragma once

#include <memory>
#include <string>

#include "models/cuda/network.h"

namespace p2p {

/// Why libpix2pix-cuda.so cannot be opened, in words for users; empty if it is
/// open. Only after choose_device() has found a GPU: the library brings
/// LibTorch's CUDA half. Any thread; the first call decides.
std::string cuda_library_problem();

/// The program on GPU `device`. Throws std::runtime_error with the problem, and
/// what the library throws.
std::shared_ptr<const cuda::Network> make_cuda_network(const Program& program,
                                                       int device,
                                                       PlaneType type);

}  // namespace p2p
