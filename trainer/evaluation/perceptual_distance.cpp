// SPDX-License-Identifier: MIT
// Three activations, compared by direction.
#include "trainer/evaluation/perceptual_distance.h"

#include <limits>
#include <stdexcept>
#include <string>

#include <ATen/ops/adaptive_avg_pool2d.h>

#include "models/weights/safetensors.h"

namespace p2p {
namespace {

constexpr size_t kLevels = 3;
constexpr int kSmallest = 8;
/// Keeps a position without any activation from dividing by zero.
constexpr double kEpsilon = 1e-10;

/// uint8 [H, W, C] to fp32 [1, 3, H, W] in [0, 1].
torch::Tensor rgb(const torch::Tensor& picture) {
  return picture.expand({-1, -1, 3})
      .permute({2, 0, 1})
      .unsqueeze(0)
      .to(torch::kFloat)
      .div(255.0);
}

torch::Tensor unit(const torch::Tensor& features) {
  return features / (features.square().sum(1, true).sqrt() + kEpsilon);
}

/// Mean of [1, 1, h, w] over the region.
double mean_in(const torch::Tensor& map, const torch::Tensor& region) {
  if (!region.defined()) return map.mean().item<double>();
  const torch::Tensor share = at::adaptive_avg_pool2d(
      region.ne(0).to(torch::kFloat).permute({2, 0, 1}).unsqueeze(0),
      map.sizes().slice(2));
  return (map * share).sum().item<double>() / share.sum().item<double>();
}

}  // namespace

PerceptualDistance PerceptualDistance::load(const std::filesystem::path& path) {
  VggFeatures features = VggFeatures::load(path);
  if (features.levels() < kLevels)
    throw FileFormatError("'" + path.string() +
                          "' ends before conv3_1, up to which the perceptual "
                          "distance compares");
  return PerceptualDistance(std::move(features));
}

double PerceptualDistance::operator()(const torch::Tensor& a,
                                      const torch::Tensor& b,
                                      const torch::Tensor& region) const {
  if (a.sizes() != b.sizes() || (a.size(2) != 1 && a.size(2) != 3))
    throw std::invalid_argument(
        "the perceptual distance needs two grey or RGB pictures of one size");
  if (a.size(0) < kSmallest || a.size(1) < kSmallest)
    return std::numeric_limits<double>::quiet_NaN();
  const torch::NoGradGuard no_grad;
  const auto x = features_.forward(rgb(a), kLevels);
  const auto y = features_.forward(rgb(b), kLevels);
  double sum = 0.0;
  for (size_t i = 0; i < x.size(); ++i)
    sum += mean_in((unit(x[i]) - unit(y[i])).square().sum(1, true), region);
  return sum;
}

}  // namespace p2p
