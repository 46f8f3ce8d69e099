// SPDX-License-Identifier: MIT
// value_range.h for pictures with fractions.
#include "trainer/data/pixel_values.h"

#include <algorithm>

#include "models/pixels/picture_tensor.h"

namespace p2p {

torch::Tensor as_bytes(const torch::Tensor& picture) {
  if (picture.scalar_type() == torch::kByte) return picture;
  const torch::Tensor values = picture.to(torch::kFloat).contiguous();
  torch::Tensor bytes = torch::empty(values.sizes(), torch::kByte);
  const float* in = values.const_data_ptr<float>();
  std::transform(in, in + values.numel(), bytes.mutable_data_ptr<uint8_t>(),
                 round_pixel);
  return bytes;
}

torch::Tensor network_values(const torch::Tensor& picture, ValueRange range) {
  if (picture.scalar_type() == torch::kByte)
    return picture_to_tensor(picture, range);
  const torch::Tensor planar =
      picture.to(torch::kFloat).permute({2, 0, 1}).contiguous();
  // Memory of its own: of one channel `planar` may still be the picture's.
  torch::Tensor values = torch::empty(planar.sizes(), torch::kFloat);
  const float* in = planar.const_data_ptr<float>();
  std::transform(in, in + planar.numel(), values.mutable_data_ptr<float>(),
                 [range](float v) { return to_network(v, range); });
  return values;
}

}  // namespace p2p
