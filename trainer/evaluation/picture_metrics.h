// SPDX-License-Identifier: MIT
// How close two pictures are, on 8-bit values.
#pragma once

#include <torch/types.h>

namespace p2p {

/// Side of SSIM's window; smaller pictures have no SSIM.
constexpr int kSsimWindow = 11;

/// Figures of one picture pair, all channels.
struct PictureFigures {
  double l1 = 0.0;    ///< mean |a - b|, in [0, 1]
  double psnr = 0.0;  ///< dB, peak 255; infinite for equal pictures
  double ssim = 0.0;  ///< at most 1
};

/// Mean absolute difference of uint8 [H, W, C] pictures, in [0, 1].
double l1_distance(const torch::Tensor& a, const torch::Tensor& b);

/// 10 log10(255^2 / mean squared difference).
double psnr(const torch::Tensor& a, const torch::Tensor& b);

/// Structural similarity (Wang et al. 2004, equation 13): Gaussian window 11x11
/// of sigma 1.5, K1 0.01, K2 0.03, per channel, mean over channels and over the
/// positions at which the window fits. Pictures smaller than 11 pixels throw
/// std::invalid_argument.
double ssim(const torch::Tensor& a, const torch::Tensor& b);

PictureFigures compare_pictures(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace p2p
