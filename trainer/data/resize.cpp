// SPDX-License-Identifier: MIT
// Bicubic through LibTorch, areas as two small matrices, labels by index.
#include "trainer/data/resize.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <ATen/ops/_upsample_bicubic2d_aa.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include "trainer/data/pixel_values.h"

namespace p2p {
namespace {

torch::Tensor bicubic(const torch::Tensor& picture, int height, int width) {
  const torch::Tensor planar = picture.permute({2, 0, 1}).unsqueeze(0);
  const torch::Tensor resized =
      at::_upsample_bicubic2d_aa(planar, {height, width},
                                 /*align_corners=*/false)
          .squeeze(0)
          .permute({1, 2, 0})
          .contiguous();
  return picture.scalar_type() == torch::kByte ? resized
                                               : resized.clamp(0.0, 255.0);
}

/// [out, in]: shares of input pixels in the area of each output pixel, or, for
/// more pixels than before, of the two nearest ones.
torch::Tensor shares(int64_t in, int64_t out) {
  torch::Tensor matrix = at::zeros({out, in}, torch::kFloat);
  auto share = matrix.accessor<float, 2>();
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  for (int64_t i = 0; i < out; ++i) {
    if (scale >= 1.0) {
      const double from = i * scale, to = (i + 1) * scale;
      for (auto j = static_cast<int64_t>(from); j < in && j < to; ++j)
        share[i][j] = static_cast<float>(
            (std::min(to, j + 1.0) - std::max(from, 1.0 * j)) / scale);
    } else {
      const double at = std::clamp((i + 0.5) * scale - 0.5, 0.0, in - 1.0);
      const auto below = static_cast<int64_t>(at);
      const int64_t above = std::min(below + 1, in - 1);
      share[i][below] += static_cast<float>(1.0 - (at - below));
      share[i][above] += static_cast<float>(at - below);
    }
  }
  return matrix;
}

torch::Tensor area(const torch::Tensor& picture, int height, int width) {
  const torch::Tensor planar =
      picture.to(torch::kFloat).permute({2, 0, 1}).contiguous();
  const torch::Tensor resized =
      at::matmul(at::matmul(shares(picture.size(0), height), planar),
                 shares(picture.size(1), width).t())
          .permute({1, 2, 0})
          .contiguous();
  return picture.scalar_type() == torch::kByte ? as_bytes(resized) : resized;
}

/// The pixel that holds the middle of each output pixel.
torch::Tensor nearest_index(int64_t in, int64_t out) {
  std::vector<int64_t> index(out);
  for (int64_t i = 0; i < out; ++i)
    index[i] = std::min(in - 1, (2 * i + 1) * in / (2 * out));
  return torch::tensor(index, torch::dtype(torch::kLong));
}

torch::Tensor nearest(const torch::Tensor& picture, int height, int width) {
  return picture.index_select(0, nearest_index(picture.size(0), height))
      .index_select(1, nearest_index(picture.size(1), width));
}

}  // namespace

torch::Tensor resize(const torch::Tensor& picture, int height, int width,
                     PictureKind kind) {
  if (picture.size(0) == height && picture.size(1) == width) return picture;
  switch (kind) {
    case PictureKind::kPicture:
      return bicubic(picture, height, width);
    case PictureKind::kMask:
      return area(picture, height, width);
    case PictureKind::kLabels:
      return nearest(picture, height, width);
  }
  throw std::invalid_argument("unknown kind of picture");
}

}  // namespace p2p
