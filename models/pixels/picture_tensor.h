// SPDX-License-Identifier: MIT
// 8-bit pictures and network tensors, for whole pictures in memory.
#pragma once

#include <torch/types.h>

#include "models/pixels/value_range.h"

namespace p2p {

/// `x` with `size` elements along `dim`, not fewer than it has: what is added
/// behind them mirrors them (reflect.h), as the network is shown frames.
torch::Tensor reflect_to(const torch::Tensor& x, int64_t dim, int size);

/// uint8 [H, W, C] to fp32 [C, H, W] in `range`; the arithmetic of
/// value_range.h, bit for bit.
torch::Tensor picture_to_tensor(const torch::Tensor& picture, ValueRange range);

/// Floating-point [C, H, W] in `range` to uint8 [H, W, C] on the CPU: clamped,
/// rounded to nearest with halves up, NaN as 0.
torch::Tensor tensor_to_picture(const torch::Tensor& tensor, ValueRange range);

}  // namespace p2p
