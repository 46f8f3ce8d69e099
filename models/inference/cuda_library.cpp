// SPDX-License-Identifier: MIT
// dlopen() and one symbol.
#include "models/inference/cuda_library.h"

#include <cstdlib>
#include <dlfcn.h>
#include <stdexcept>

namespace p2p {
namespace {

/// The library, or why it is not there.
struct CudaLibrary {
  cuda::NetworkEntry entry = nullptr;
  std::string problem;

  CudaLibrary() {
    // Not from a user's environment in a program with raised privileges.
    const char* set = ::secure_getenv("PIX2PIX_CUDA");
    const std::string path = set && *set ? set : P2P_CUDA_PATH;
    // Never unloaded: LibTorch leaves threads and hooks behind.
    void* library =
        ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) {
      problem = std::string(
                    "the library of CUDA kernels cannot be opened "
                    "(build with nvcc 13 and install, or set "
                    "PIX2PIX_CUDA): ") +
                ::dlerror();
      return;
    }
    entry = reinterpret_cast<cuda::NetworkEntry>(
        ::dlsym(library, cuda::kNetworkEntry));
    if (!entry)
      problem = path + " is of another version: install pix2pix again";
  }
};

const CudaLibrary& cuda_library() {
  static const CudaLibrary instance;
  return instance;
}

}  // namespace

std::string cuda_library_problem() { return cuda_library().problem; }

std::shared_ptr<const cuda::Network> make_cuda_network(const Program& program,
                                                       int device,
                                                       PlaneType type) {
  const CudaLibrary& library = cuda_library();
  if (!library.entry) throw std::runtime_error(library.problem);
  return std::shared_ptr<const cuda::Network>(
      library.entry(program, device, type));
}

}  // namespace p2p
