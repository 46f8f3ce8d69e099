// SPDX-License-Identifier: MIT
// L1, MSE, PSNR and sharpness in double precision.
#include "trainer/evaluation/picture_metrics.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace p2p {
namespace {

constexpr double kPeak = 255.0;

torch::Tensor difference(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes())
    throw std::invalid_argument("the pictures to compare differ in shape");
  return (a.to(torch::kDouble) - b.to(torch::kDouble)) / kPeak;
}

/// Zeros and ones, double [H, W, 1].
torch::Tensor counted(const torch::Tensor& region) {
  return region.ne(0).to(torch::kDouble);
}

/// Mean of [H, W, C] over all channels of the pixels that count.
double mean_in(const torch::Tensor& values, const torch::Tensor& region) {
  if (!region.defined()) return values.mean().item<double>();
  const torch::Tensor weight = counted(region);
  const double pixels = weight.sum().item<double>();
  return (values * weight).sum().item<double>() /
         (pixels * static_cast<double>(values.size(2)));
}

/// Sum of the squared steps along `dim` whose two ends count.
double step_energy(const torch::Tensor& picture, const torch::Tensor& region,
                   int64_t dim) {
  const int64_t steps = picture.size(dim) - 1;
  const torch::Tensor values = picture.to(torch::kDouble);
  torch::Tensor energy =
      (values.narrow(dim, 1, steps) - values.narrow(dim, 0, steps)).square();
  if (region.defined()) {
    const torch::Tensor weight = counted(region);
    energy =
        energy * weight.narrow(dim, 1, steps) * weight.narrow(dim, 0, steps);
  }
  return energy.sum().item<double>();
}

double gradient_energy(const torch::Tensor& picture,
                       const torch::Tensor& region) {
  return step_energy(picture, region, 0) + step_energy(picture, region, 1);
}

}  // namespace

double l1_distance(const torch::Tensor& a, const torch::Tensor& b,
                   const torch::Tensor& region) {
  return mean_in(difference(a, b).abs(), region);
}

double mse(const torch::Tensor& a, const torch::Tensor& b,
           const torch::Tensor& region) {
  return mean_in(difference(a, b).square(), region);
}

double psnr(const torch::Tensor& a, const torch::Tensor& b,
            const torch::Tensor& region) {
  const double error = mse(a, b, region);
  if (error == 0.0) return std::numeric_limits<double>::quiet_NaN();
  return -10.0 * std::log10(error);
}

double sharpness(const torch::Tensor& output, const torch::Tensor& target,
                 const torch::Tensor& region) {
  const double truth = gradient_energy(target, region);
  if (truth == 0.0) return std::numeric_limits<double>::quiet_NaN();
  return gradient_energy(output, region) / truth;
}

}  // namespace p2p
