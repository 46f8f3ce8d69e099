// SPDX-License-Identifier: MIT
// Our own kernels where the processor has what they need.
#include "models/inference/kernels.h"

#include "models/inference/cuda_library.h"
#include "models/inference/onednn_plan.h"
#include "models/inference/processor.h"

namespace p2p {
namespace {

/// Why our AVX-512 kernels cannot run; empty if they can.
std::string avx512_lacks(torch::Device device, Precision precision) {
#ifndef P2P_WITH_AVX512
  (void)device, (void)precision;
  return "this build is for another processor than x86-64";
#else
  const Processor& has = processor();
  if (device.is_cuda()) return "they run on the CPU";
  if (!has.avx512) return "the processor has no AVX-512";
  if (precision == Precision::kBf16 && !has.avx512_bf16)
    return "the processor has no AVX512_BF16";
  if (precision == Precision::kInt8 && !has.avx512_vnni)
    return "the processor has no AVX512_VNNI";
  return "";
#endif
}

std::string onednn_lacks(torch::Device device, Precision precision) {
  if (device.is_cuda()) return "they run on the CPU";
  if (precision == Precision::kInt8) return "they have no int8 here";
  if (!has_onednn_operators()) return "this LibTorch has no such operators";
  return "";
}

std::string cuda_lacks(torch::Device device, Precision precision) {
  if (!device.is_cuda()) return "they run on a GPU";
  if (precision != Precision::kFp16 && precision != Precision::kBf16)
    return "they have fp16 and bf16 only";
  return cuda_library_problem();
}

KernelsChoice choose(torch::Device device, Precision precision) {
  if (device.is_cuda()) return {Kernels::kPlain, "a GPU"};
  const bool tiles = precision == Precision::kBf16 && processor().amx_bf16;
  if (!tiles && avx512_lacks(device, precision).empty())
    return {Kernels::kAvx512, "the processor has AVX-512"};
  if (onednn_lacks(device, precision).empty())
    return {Kernels::kOnednn,
            tiles ? "the processor has AMX" : "the processor has no AVX-512"};
  return {Kernels::kPlain, onednn_lacks(device, precision)};
}

void check(Kernels wanted, const std::string& lack) {
  if (!lack.empty())
    throw SettingsError(std::string("kernels ") + to_string(wanted) +
                        " cannot be used, " + lack + ": choose auto");
}

}  // namespace

const char* to_string(Kernels kernels) {
  switch (kernels) {
    case Kernels::kAuto:
      return "auto";
    case Kernels::kPlain:
      return "plain";
    case Kernels::kOnednn:
      return "onednn";
    case Kernels::kAvx512:
      return "avx512";
    case Kernels::kCuda:
      return "cuda";
  }
  throw std::invalid_argument("unknown kernels");
}

Kernels kernels_from_string(const std::string& text) {
  for (const Kernels kernels :
       {Kernels::kAuto, Kernels::kPlain, Kernels::kOnednn, Kernels::kAvx512,
        Kernels::kCuda})
    if (text == to_string(kernels)) return kernels;
  throw std::invalid_argument("kernels '" + text +
                              "' are unknown; known: auto, plain, onednn, "
                              "avx512, cuda");
}

KernelsChoice choose_kernels(Kernels wanted, torch::Device device,
                             Precision precision) {
  if (precision == Precision::kInt8) {
    check(Kernels::kAvx512, avx512_lacks(device, precision));
    if (wanted != Kernels::kAuto && wanted != Kernels::kAvx512)
      throw SettingsError(
          std::string("precision int8 needs kernels avx512, not ") +
          to_string(wanted));
  }
  switch (wanted) {
    case Kernels::kAuto:
      return choose(device, precision);
    case Kernels::kOnednn:
      check(wanted, onednn_lacks(device, precision));
      break;
    case Kernels::kAvx512:
      check(wanted, avx512_lacks(device, precision));
      break;
    case Kernels::kCuda:
      check(wanted, cuda_lacks(device, precision));
      break;
    case Kernels::kPlain:
      break;
  }
  return {wanted, "asked for"};
}

}  // namespace p2p
