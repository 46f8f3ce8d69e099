// SPDX-License-Identifier: MIT
// Pictures that were generated earlier, for the discriminator to see again.
#pragma once

#include <cstdint>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// Shrivastava et al. 2017, section 2.3: while it fills, pictures pass; then
/// each is passed or, as often, kept in exchange for a kept one. Draws from
/// LibTorch's random generator of the CPU, none if the size is 0.
class ImagePool {
 public:
  explicit ImagePool(int size) : size_(static_cast<size_t>(size)) {}

  /// [N, C, H, W] in, the same shape out; no gradient.
  torch::Tensor exchange(const torch::Tensor& pictures);

  /// [kept, C, H, W], or [0] of an empty pool.
  torch::Tensor state() const;
  void restore(const torch::Tensor& state, torch::Device device);

 private:
  torch::Tensor exchange_one(const torch::Tensor& picture);

  size_t size_;
  std::vector<torch::Tensor> kept_;  ///< [1, C, H, W] each
};

}  // namespace p2p
