// SPDX-License-Identifier: MIT
// value_range.h applied to tensors.
#include "models/pixels/picture_tensor.h"

#include <algorithm>
#include <array>
#include <vector>

#include <ATen/ops/tensor.h>

#include "models/pixels/reflect.h"

namespace p2p {

torch::Tensor reflect_to(const torch::Tensor& x, int64_t dim, int size) {
  const int known = static_cast<int>(x.size(dim));
  if (size == known) return x;
  std::vector<int64_t> index(size);
  for (int i = 0; i < size; ++i) index[i] = reflect_index(i, known);
  return x.index_select(dim, torch::tensor(index, torch::dtype(torch::kLong)));
}

torch::Tensor picture_to_tensor(const torch::Tensor& picture,
                                ValueRange range) {
  std::array<float, 256> value;
  for (int i = 0; i < 256; ++i)
    value[i] = to_network(static_cast<float>(i), range);
  const torch::Tensor planar =
      picture.to(torch::kCPU).permute({2, 0, 1}).contiguous();
  torch::Tensor out = torch::empty(planar.sizes(), torch::kFloat);
  const auto* in = planar.const_data_ptr<uint8_t>();
  std::transform(in, in + planar.numel(), out.mutable_data_ptr<float>(),
                 [&value](uint8_t pixel) { return value[pixel]; });
  return out;
}

torch::Tensor tensor_to_picture(const torch::Tensor& tensor, ValueRange range) {
  const torch::Tensor values = tensor.detach()
                                   .to(torch::kCPU, torch::kFloat)
                                   .permute({1, 2, 0})
                                   .contiguous();
  torch::Tensor out = torch::empty(values.sizes(), torch::kByte);
  const auto* in = values.const_data_ptr<float>();
  std::transform(in, in + values.numel(), out.mutable_data_ptr<uint8_t>(),
                 [range](float v) { return round_pixel(to_pixel(v, range)); });
  return out;
}

}  // namespace p2p
