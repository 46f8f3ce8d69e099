// SPDX-License-Identifier: MIT
// The CUDA driver API by dlsym: no toolkit is needed to build this.
#include "models/inference/cuda_probe.h"

#include <dlfcn.h>

namespace p2p {
namespace {

// Values of cuda.h, which a build without a toolkit does not have.
constexpr int kCudaSuccess = 0;
constexpr int kCapabilityMajor = 75;
constexpr int kCapabilityMinor = 76;

/// The few driver functions asked here. The library stays open: it belongs to
/// the process once a driver was initialised.
class Driver {
 public:
  Driver() : library_(::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL)) {}

  bool loaded() const { return library_ != nullptr; }

  /// Calls `name` with `arguments`; false if it is missing or fails.
  template <typename... Arguments>
  bool call(const char* name, Arguments... arguments) const {
    using Function = int (*)(Arguments...);
    const auto function = reinterpret_cast<Function>(::dlsym(library_, name));
    return function && function(arguments...) == kCudaSuccess;
  }

 private:
  void* library_;
};

CudaProbe problem(std::string text) { return {{}, std::move(text)}; }

CudaDevice describe(const Driver& driver, int index) {
  int handle = 0, major = 0, minor = 0;
  char name[256] = "unknown GPU";
  if (driver.call("cuDeviceGet", &handle, index)) {
    driver.call("cuDeviceGetName", &name[0], int{sizeof name}, handle);
    driver.call("cuDeviceGetAttribute", &major, kCapabilityMajor, handle);
    driver.call("cuDeviceGetAttribute", &minor, kCapabilityMinor, handle);
  }
  return {name, 10 * major + minor};
}

}  // namespace

std::string cuda_version_text(int version) {
  return std::to_string(version / 1000) + "." +
         std::to_string(version % 1000 / 10);
}

CudaProbe probe_cuda() {
  const Driver driver;
  if (!driver.loaded()) return problem("no NVIDIA driver (libcuda.so.1)");
  int version = 0;
  driver.call("cuDriverGetVersion", &version);
  if (version < kLeastDriverVersion)
    return problem("the NVIDIA driver supports CUDA " +
                   cuda_version_text(version) + ", wanted is " +
                   cuda_version_text(kLeastDriverVersion) +
                   " (driver R580 or newer)");
  int count = 0;
  if (!driver.call("cuInit", 0u) || !driver.call("cuDeviceGetCount", &count) ||
      count == 0)
    return problem("the NVIDIA driver finds no GPU");
  CudaProbe probe;
  for (int i = 0; i < count; ++i) probe.devices.push_back(describe(driver, i));
  return probe;
}

}  // namespace p2p
