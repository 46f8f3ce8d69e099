// SPDX-License-Identifier: MIT
// What of a mask decides in which row of an inpainting table it counts.
#pragma once

#include <torch/types.h>

#include "trainer/holes/hole_source.h"

namespace p2p {

/// The share of pixels of a mask, uint8 [H, W, 1] of 0 and 255, that are hole.
double hole_ratio(const torch::Tensor& mask);

/// Whether a pixel of the outermost rows and columns is hole.
bool touches_border(const torch::Tensor& mask);

/// Ratios in steps of 10 %, as those of NVIDIA's test masks.
inline constexpr int kRatioBuckets = 6;

/// The ratios of a bucket: (0, 0.1] of the first one, (0.5, 0.6] of the last.
HoleRange bucket_range(int bucket);

/// The bucket of a ratio, -1 outside.
int ratio_bucket(double ratio);

/// Whether a ratio is in (least, most], or is `least` where that is `most`.
bool in_range(double ratio, const HoleRange& range);

/// Pixels at each side that stay free of holes where these may not touch the
/// border: 50 of 512 along the shorter side, at least 1. This is the distance
/// that NVIDIA's test masks without border keep (Liu et al. 2018).
int border_margin(int height, int width);

/// Throws std::invalid_argument unless 0 <= least <= most <= 1.
void check_range(const HoleRange& range);

/// Throws std::invalid_argument unless there is a pixel.
void check_size(int height, int width);

}  // namespace p2p
