// SPDX-License-Identifier: MIT
// Probe, load, choose.
#include "models/inference/device.h"

#include <dlfcn.h>
#include <filesystem>
#include <optional>

#include <ATen/Context.h>

#include "models/inference/cuda_probe.h"

namespace p2p {
namespace {

/// The folder that the running libtorch_cpu.so came from.
std::filesystem::path libtorch_folder() {
  Dl_info info{};
  const auto* symbol = reinterpret_cast<const void*>(&at::globalContext);
  if (!::dladdr(symbol, &info) || !info.dli_fname) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

/// What CUDA can do in this process, found out once.
struct Cuda {
  CudaProbe probe;
  std::string problem;  ///< why no device at all can be used

  Cuda() : probe(probe_cuda()), problem(probe.problem) {
    if (problem.empty() && !any_capable())
      problem = describe_old(0);
    else if (problem.empty())
      load();
  }

  bool capable(size_t index) const {
    return probe.devices[index].capability >= kLeastCapability;
  }

  std::string describe_old(size_t index) const {
    const CudaDevice& device = probe.devices[index];
    return device.name + " has compute capability " +
           std::to_string(device.capability / 10) + "." +
           std::to_string(device.capability % 10) + ", wanted is " +
           std::to_string(kLeastCapability / 10) + "." +
           std::to_string(kLeastCapability % 10) + " or newer";
  }

  std::optional<size_t> first_capable() const {
    for (size_t i = 0; i < probe.devices.size(); ++i)
      if (capable(i)) return i;
    return std::nullopt;
  }

 private:
  bool any_capable() const { return first_capable().has_value(); }

  void load() {
    const std::filesystem::path file = libtorch_folder() / "libtorch_cuda.so";
    if (!::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
      problem = std::string("LibTorch's CUDA half could not be loaded: ") +
                ::dlerror();
    else if (!at::globalContext().hasCUDA())
      problem =
          "LibTorch finds no GPU: it was used before its CUDA half was loaded, "
          "or CUDA does not start";
  }
};

const Cuda& cuda() {
  static const Cuda instance;
  return instance;
}

/// The index in "cuda:3", 0 for "cuda".
size_t requested_index(const std::string& request) {
  if (request == "cuda") return cuda().first_capable().value_or(0);
  const std::string digits = request.substr(5);
  if (digits.empty() || digits.size() > 3 ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    throw std::invalid_argument("device '" + request +
                                "' is unknown; known: auto, cpu, cuda, cuda:N");
  return std::stoul(digits);
}

/// fp32 means fp32: cuDNN rounds to 10 bits of mantissa otherwise (TF32), which
/// makes a variance as E[x^2] - E[x]^2 noise. Speed is what bf16 is for.
void set_exact_arithmetic() { at::globalContext().setAllowTF32CuDNN(false); }

torch::Device cuda_device(size_t index) {
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(index)};
}

DeviceChoice require_cuda(const std::string& request) {
  const size_t index = requested_index(request);
  if (!cuda().problem.empty())
    throw DeviceError("device " + request + " cannot be used: " +
                      cuda().problem + "; choose cpu or auto");
  if (index >= cuda().probe.devices.size())
    throw DeviceError("there is no device " + request + ": this machine has " +
                      std::to_string(cuda().probe.devices.size()) + " GPU(s)");
  if (!cuda().capable(index))
    throw DeviceError("device " + request +
                      " cannot be used: " + cuda().describe_old(index));
  set_exact_arithmetic();
  return {cuda_device(index), "asked for: " + cuda().probe.devices[index].name};
}

DeviceChoice choose_freely() {
  if (!cuda().problem.empty())
    return {torch::kCPU, "auto chose the CPU: " + cuda().problem};
  const size_t index = *cuda().first_capable();
  set_exact_arithmetic();
  return {cuda_device(index),
          "auto chose the GPU: " + cuda().probe.devices[index].name};
}

}  // namespace

DeviceChoice choose_device(const std::string& request) {
  cuda();  // for a CUDA model after a CPU one, too
  if (request == "auto") return choose_freely();
  if (request == "cpu") return {torch::kCPU, "asked for"};
  if (request == "cuda" || request.rfind("cuda:", 0) == 0)
    return require_cuda(request);
  throw std::invalid_argument("device '" + request +
                              "' is unknown; known: auto, cpu, cuda, cuda:N");
}

}  // namespace p2p
