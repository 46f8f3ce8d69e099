// SPDX-License-Identifier: MIT
// Keep, pass, exchange.
#include "trainer/training/image_pool.h"

#include <utility>

#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros.h>

namespace p2p {

torch::Tensor ImagePool::exchange(const torch::Tensor& pictures) {
  const torch::Tensor passed = pictures.detach();
  if (size_ == 0) return passed;
  std::vector<torch::Tensor> out;
  for (const torch::Tensor& picture : passed.split(1))
    out.push_back(exchange_one(picture));
  return at::cat(out);
}

torch::Tensor ImagePool::exchange_one(const torch::Tensor& picture) {
  if (kept_.size() < size_) {
    kept_.push_back(picture.clone());
    return picture;
  }
  if (at::rand({1}).item<float>() < 0.5f) return picture;
  const int64_t chosen =
      at::randint(static_cast<int64_t>(size_), {1}, torch::kLong)
          .item<int64_t>();
  return std::exchange(kept_[static_cast<size_t>(chosen)], picture.clone());
}

torch::Tensor ImagePool::state() const {
  return kept_.empty() ? at::zeros({0}) : at::cat(kept_);
}

void ImagePool::restore(const torch::Tensor& state, torch::Device device) {
  kept_.clear();
  if (state.dim() != 4) return;
  for (const torch::Tensor& picture : state.to(device).split(1))
    kept_.push_back(picture.clone());
}

}  // namespace p2p
