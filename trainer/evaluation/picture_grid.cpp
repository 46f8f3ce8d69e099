// SPDX-License-Identifier: MIT
// White rims, white ends.
#include "trainer/evaluation/picture_grid.h"

#include <algorithm>

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

namespace p2p {
namespace {

constexpr int kRim = 4;

torch::Tensor white(int64_t height, int64_t width) {
  return at::full({height, width, 3}, 255, torch::kByte);
}

}  // namespace

torch::Tensor as_rgb(const torch::Tensor& picture) {
  const int64_t kept = picture.size(2) >= 3 ? 3 : 1;
  return picture.narrow(2, 0, kept).expand({-1, -1, 3});
}

torch::Tensor join_row(const std::vector<torch::Tensor>& pictures) {
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& picture : pictures) {
    if (!parts.empty()) parts.push_back(white(picture.size(0), kRim));
    parts.push_back(picture);
  }
  return at::cat(parts, 1);
}

torch::Tensor join_rows(const std::vector<torch::Tensor>& rows) {
  int64_t width = 0;
  for (const torch::Tensor& row : rows) width = std::max(width, row.size(1));
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& row : rows) {
    if (!parts.empty()) parts.push_back(white(kRim, width));
    parts.push_back(
        row.size(1) == width
            ? row
            : at::cat({row, white(row.size(0), width - row.size(1))}, 1));
  }
  return at::cat(parts, 0);
}

}  // namespace p2p
