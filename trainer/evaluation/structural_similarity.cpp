// SPDX-License-Identifier: MIT
// Maps of similarity by separable convolutions.
#include "trainer/evaluation/structural_similarity.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <ATen/ops/arange.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/exp.h>

namespace p2p {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kPeak = 255.0;
constexpr std::array<double, kMsSsimScales> kExponents = {
    0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

/// Two pictures at one scale, double [1, C, H, W], and where they count,
/// double [1, 1, H, W] of zeros and ones, or undefined.
struct Scale {
  torch::Tensor x, y, region;
};

/// Per-channel means at one scale, [C].
struct Similarity {
  torch::Tensor whole;               ///< luminance, contrast and structure
  torch::Tensor contrast_structure;  ///< without luminance
};

/// The factors of equation 13 at every position, [1, N, H - 10, W - 10].
struct SimilarityMaps {
  torch::Tensor luminance, contrast_structure;
};

/// [1, 1, 11] weights that sum to 1, like `x` in type and device.
torch::Tensor gaussian(const torch::Tensor& x) {
  constexpr double kSigma = 1.5;
  const torch::Tensor at =
      at::arange(kSsimWindow, torch::kDouble) - (kSsimWindow / 2);
  const torch::Tensor weights = at::exp(-at.square() / (2.0 * kSigma * kSigma));
  return (weights / weights.sum()).view({1, 1, kSsimWindow}).to(x);
}

/// Of N planes [1, N, H, W] with values up to `peak`. One convolution for each
/// plane by itself: as many pictures of one plane take twenty times as long.
SimilarityMaps similarity_maps(const torch::Tensor& x, const torch::Tensor& y,
                               double peak) {
  const double c1 = (0.01 * peak) * (0.01 * peak);
  const double c2 = (0.03 * peak) * (0.03 * peak);
  const int64_t n = x.size(1);
  const torch::Tensor g = gaussian(x).expand({n, 1, kSsimWindow});
  const auto along = [&](const torch::Tensor& planes, int64_t dim) {
    return at::conv2d(planes, g.unsqueeze(dim).contiguous(), {}, 1,
                      torch::IntArrayRef{0}, 1, n);
  };
  const auto blur = [&](const torch::Tensor& planes) {
    return along(along(planes, 3), 2);
  };
  const torch::Tensor mx = blur(x), my = blur(y);
  const torch::Tensor vx = blur(x * x) - mx * mx;
  const torch::Tensor vy = blur(y * y) - my * my;
  const torch::Tensor vxy = blur(x * y) - mx * my;
  return {(2.0 * mx * my + c1) / (mx * mx + my * my + c1),
          (2.0 * vxy + c2) / (vx + vy + c2)};
}

torch::Tensor channels_first(const torch::Tensor& picture) {
  return picture.to(torch::kDouble).permute({2, 0, 1}).unsqueeze(0);
}

Scale first_scale(const torch::Tensor& a, const torch::Tensor& b,
                  const torch::Tensor& region) {
  if (a.sizes() != b.sizes())
    throw std::invalid_argument("the pictures to compare differ in shape");
  return {channels_first(a), channels_first(b),
          region.defined() ? channels_first(region.select(2, 0).unsqueeze(2))
                                 .ne(0.0)
                                 .to(torch::kDouble)
                           : torch::Tensor()};
}

Scale half(const Scale& scale) {
  return {at::avg_pool2d(scale.x, 2), at::avg_pool2d(scale.y, 2),
          scale.region.defined()
              ? at::avg_pool2d(scale.region, 2).ge(1.0).to(torch::kDouble)
              : torch::Tensor()};
}

/// Mean over the positions whose window's centre is in the region, [C].
torch::Tensor mean_of(const torch::Tensor& map, const torch::Tensor& region) {
  if (!region.defined()) return map.mean({0, 2, 3});
  const torch::Tensor centres = window_centres(region);
  return (map * centres).sum({0, 2, 3}) / centres.sum();
}

Similarity similarity(const Scale& scale) {
  const auto [luminance, cs] = similarity_maps(scale.x, scale.y, kPeak);
  return {mean_of(luminance * cs, scale.region), mean_of(cs, scale.region)};
}

}  // namespace

torch::Tensor window_centres(const torch::Tensor& plane) {
  constexpr int kRadius = kSsimWindow / 2;
  return plane.slice(2, kRadius, -kRadius).slice(3, kRadius, -kRadius);
}

torch::Tensor ssim_map(const torch::Tensor& x, const torch::Tensor& y,
                       double peak) {
  const auto planes = [](const torch::Tensor& picture) {
    return picture.reshape({1, -1, picture.size(2), picture.size(3)});
  };
  const auto [luminance, cs] = similarity_maps(planes(x), planes(y), peak);
  return (luminance * cs).view({x.size(0), x.size(1), cs.size(2), cs.size(3)});
}

double ssim(const torch::Tensor& a, const torch::Tensor& b,
            const torch::Tensor& region) {
  if (ms_ssim_scales(a.size(0), a.size(1)) == 0) return kUndefined;
  return similarity(first_scale(a, b, region)).whole.mean().item<double>();
}

double signed_ssim(const torch::Tensor& a, const torch::Tensor& b) {
  if (ms_ssim_scales(a.size(0), a.size(1)) == 0) return kUndefined;
  // The formula is the same whatever the unit: levels about the middle.
  Scale scale = first_scale(a, b, {});
  scale.x = scale.x - 0.5 * kPeak;
  scale.y = scale.y - 0.5 * kPeak;
  return similarity(scale).whole.mean().item<double>();
}

int ms_ssim_scales(int64_t height, int64_t width) {
  int scales = 0;
  while (scales < kMsSsimScales &&
         (std::min(height, width) >> scales) >= kSsimWindow)
    ++scales;
  return scales;
}

double ms_ssim(const torch::Tensor& a, const torch::Tensor& b,
               const torch::Tensor& region) {
  Scale scale = first_scale(a, b, region);
  const int scales = ms_ssim_scales(a.size(0), a.size(1));
  if (scales == 0) return kUndefined;
  double sum = 0.0;
  for (int i = 0; i < scales; ++i) sum += kExponents[i];
  torch::Tensor product;
  for (int i = 0; i < scales; ++i) {
    if (i > 0) scale = half(scale);
    const Similarity found = similarity(scale);
    const bool coarsest = i + 1 == scales;
    const torch::Tensor factor =
        (coarsest ? found.whole : found.contrast_structure)
            .clamp_min(0.0)
            .pow(kExponents[i] / sum);
    product = product.defined() ? product * factor : factor;
  }
  return product.mean().item<double>();
}

}  // namespace p2p
