// SPDX-License-Identifier: MIT
// SSIM and MS-SSIM.
#pragma once

#include <torch/types.h>

namespace p2p {

/// Side of the window; smaller pictures have no SSIM.
constexpr int kSsimWindow = 11;
/// Scales of MS-SSIM where the picture is large enough (176 pixels).
constexpr int kMsSsimScales = 5;

/// Structural similarity by position (Wang et al. 2004, equation 13, Gaussian
/// window 11x11 of sigma 1.5, K1 0.01, K2 0.03) of pictures [N, C, H, W] of 11
/// pixels or more with values up to `peak`, of one floating type:
/// [N, C, H - 10, W - 10], in that type and with its gradient.
torch::Tensor ssim_map(const torch::Tensor& x, const torch::Tensor& y,
                       double peak);

/// What a plane [N, C, H, W] holds at the centres of ssim_map()'s windows:
/// [N, C, H - 10, W - 10].
torch::Tensor window_centres(const torch::Tensor& plane);

/// Its mean over channels and positions, of uint8 [H, W, C] pictures and in
/// double; with a `region` (uint8 [H, W, 1], nonzero counts) over the positions
/// whose window's centre is in it, NaN if there are none, as for pictures
/// smaller than 11 pixels. Different shapes throw std::invalid_argument.
double ssim(const torch::Tensor& a, const torch::Tensor& b,
            const torch::Tensor& region = {});

/// The same formula on values in [-1, 1] with a peak of 2. Grey in the middle
/// then counts as no light, so that it is another number. Whole pictures.
double signed_ssim(const torch::Tensor& a, const torch::Tensor& b);

/// Scales that a picture is large enough for: each is half of the one before
/// and holds the window. At most kMsSsimScales, 0 if none.
int ms_ssim_scales(int64_t height, int64_t width);

/// Multi-scale structural similarity (Wang et al. 2003, equation 7): contrast
/// and structure at every scale, luminance at the coarsest, exponents 0.0448,
/// 0.2856, 0.3001, 0.2363, 0.1333; scales by means of 2x2 pixels (an odd last
/// row or column is left out). Negative means count as 0. Smaller pictures use
/// the first ms_ssim_scales() exponents, scaled to a sum of 1. A position
/// counts if all its pixels are in `region`. NaN below 11 pixels.
double ms_ssim(const torch::Tensor& a, const torch::Tensor& b,
               const torch::Tensor& region = {});

}  // namespace p2p
