// SPDX-License-Identifier: MIT
// L1, PSNR and SSIM in double precision.
#include "trainer/evaluation/picture_metrics.h"

#include <cmath>
#include <stdexcept>

#include <ATen/ops/arange.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/exp.h>

namespace p2p {
namespace {

constexpr double kPeak = 255.0;

torch::Tensor difference(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes())
    throw std::invalid_argument("the pictures to compare differ in shape");
  return a.to(torch::kDouble) - b.to(torch::kDouble);
}

/// [1, 1, 11] weights that sum to 1.
torch::Tensor gaussian() {
  constexpr double kSigma = 1.5;
  const torch::Tensor x =
      at::arange(kSsimWindow, torch::kDouble) - (kSsimWindow / 2);
  const torch::Tensor weights = at::exp(-x.square() / (2.0 * kSigma * kSigma));
  return (weights / weights.sum()).view({1, 1, kSsimWindow});
}

/// [C, 1, H, W] to [C, 1, H - 10, W - 10].
torch::Tensor blur(const torch::Tensor& x, const torch::Tensor& weights) {
  return at::conv2d(at::conv2d(x, weights.unsqueeze(2)), weights.unsqueeze(3));
}

torch::Tensor channels_first(const torch::Tensor& picture) {
  return picture.to(torch::kDouble).permute({2, 0, 1}).unsqueeze(1);
}

}  // namespace

double l1_distance(const torch::Tensor& a, const torch::Tensor& b) {
  return difference(a, b).abs().mean().item<double>() / kPeak;
}

double psnr(const torch::Tensor& a, const torch::Tensor& b) {
  const double mse = difference(a, b).square().mean().item<double>();
  return 10.0 * std::log10(kPeak * kPeak / mse);
}

double ssim(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes() || a.size(0) < kSsimWindow ||
      a.size(1) < kSsimWindow)
    throw std::invalid_argument(
        "SSIM needs two pictures of one size, at least 11x11 pixels");
  constexpr double kC1 = (0.01 * kPeak) * (0.01 * kPeak);
  constexpr double kC2 = (0.03 * kPeak) * (0.03 * kPeak);
  const torch::Tensor g = gaussian();
  const torch::Tensor x = channels_first(a), y = channels_first(b);
  const torch::Tensor mx = blur(x, g), my = blur(y, g);
  const torch::Tensor vx = blur(x * x, g) - mx * mx;
  const torch::Tensor vy = blur(y * y, g) - my * my;
  const torch::Tensor vxy = blur(x * y, g) - mx * my;
  const torch::Tensor map = ((2.0 * mx * my + kC1) * (2.0 * vxy + kC2)) /
                            ((mx * mx + my * my + kC1) * (vx + vy + kC2));
  return map.mean().item<double>();
}

PictureFigures compare_pictures(const torch::Tensor& a,
                                const torch::Tensor& b) {
  return {l1_distance(a, b), psnr(a, b), ssim(a, b)};
}

}  // namespace p2p
