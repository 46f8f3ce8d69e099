// SPDX-License-Identifier: MIT
// Tensors as pixels see them.
#include "models/inference/host_tensors.h"

#include <ATen/ops/empty.h>

namespace p2p {

torch::Tensor host_tensor(const PlanShape& shape, int channels,
                          torch::ScalarType type, bool pinned) {
  // contiguous() would copy into memory that is not page-locked.
  return at::empty({shape.batch, channels, shape.height, shape.width},
                   torch::dtype(type).pinned_memory(pinned),
                   torch::MemoryFormat::ChannelsLast)
      .zero_();
}

Planes planes_of(const torch::Tensor& tensor, int index) {
  const torch::Tensor sample = tensor[index];
  return {.data = sample.mutable_data_ptr(),
          .type = tensor.scalar_type() == torch::kBFloat16 ? PlaneType::kBf16
                                                           : PlaneType::kFp32,
          .height = static_cast<int>(sample.size(1)),
          .width = static_cast<int>(sample.size(2)),
          .channel_stride = sample.stride(0),
          .row_stride = sample.stride(1),
          .pixel_stride = sample.stride(2)};
}

}  // namespace p2p
