// SPDX-License-Identifier: MIT
// LibTorch asks the processor and the system already.
#include "models/inference/processor.h"

#include <ATen/cpu/Utils.h>

namespace p2p {
namespace {

Processor ask() {
  const auto capabilities = at::cpu::get_cpu_capabilities();
  const auto has = [&](const char* name) {
    const auto found = capabilities.find(name);
    return found != capabilities.end() && found->second.toBool();
  };
  return {.avx512 = has("avx512_f") && has("avx512_bw") && has("avx512_dq") &&
                    has("avx512_vl"),
          .avx512_bf16 = has("avx512_bf16"),
          .avx512_vnni = has("avx512_vnni"),
          .amx_bf16 = has("amx_bf16"),
          .arm_bf16 = has("bf16")};
}

}  // namespace

const Processor& processor() {
  static const Processor asked = ask();
  return asked;
}

}  // namespace p2p
