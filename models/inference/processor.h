// SPDX-License-Identifier: MIT
// What the processor can do, as far as plans differ by it.
#pragma once

namespace p2p {

struct Processor {
  bool avx512 = false;       ///< F, BW, DQ and VL
  bool avx512_bf16 = false;  ///< products of bf16 pairs
  bool avx512_vnni = false;  ///< products of 8-bit fours
  bool amx_bf16 = false;     ///< bf16 tiles
  bool arm_bf16 = false;
};

/// Of the machine we run on.
const Processor& processor();

}  // namespace p2p
