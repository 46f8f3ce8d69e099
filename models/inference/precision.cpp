// SPDX-License-Identifier: MIT
// bf16 where it is faster.
#include "models/inference/precision.h"

#include "models/inference/processor.h"

namespace p2p {

const char* to_string(Precision precision) {
  switch (precision) {
    case Precision::kAuto:
      return "auto";
    case Precision::kFp32:
      return "fp32";
    case Precision::kFp16:
      return "fp16";
    case Precision::kBf16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
  }
  throw std::invalid_argument("unknown precision");
}

Precision precision_from_string(const std::string& text) {
  for (const Precision precision :
       {Precision::kAuto, Precision::kFp32, Precision::kFp16, Precision::kBf16,
        Precision::kInt8})
    if (text == to_string(precision)) return precision;
  throw std::invalid_argument("precision '" + text +
                              "' is unknown; known: auto, fp32, fp16, bf16, "
                              "int8");
}

torch::ScalarType scalar_type(Precision precision) {
  switch (precision) {
    case Precision::kFp16:
      return torch::kHalf;
    case Precision::kBf16:
      return torch::kBFloat16;
    default:
      return torch::kFloat;
  }
}

PrecisionChoice choose_precision(Precision wanted, torch::Device device) {
  if (wanted == Precision::kFp16 && device.is_cpu())
    throw SettingsError(
        "precision fp16 needs a GPU: choose auto, bf16 or fp32 on the CPU");
  if (wanted == Precision::kInt8 && device.is_cuda())
    throw SettingsError(
        "precision int8 runs on the CPU only: choose auto, fp16 or bf16 on a "
        "GPU");
  if (wanted != Precision::kAuto) return {wanted, "asked for"};
  if (device.is_cuda()) return {Precision::kFp16, "a GPU"};
  const Processor& has = processor();
  if (has.avx512_bf16 || has.amx_bf16 || has.arm_bf16)
    return {Precision::kBf16, "the processor has bf16 arithmetic"};
  return {Precision::kFp32, "the processor has no bf16 arithmetic"};
}

}  // namespace p2p
