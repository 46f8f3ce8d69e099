// SPDX-License-Identifier: MIT
// Metrics by name: what tables print and what the best generator is chosen by.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <torch/types.h>

#include "trainer/evaluation/mask_metrics.h"

namespace p2p {

/// An output and the truth, uint8 [H, W, C] both, and optionally the region in
/// which they are compared, uint8 [H, W, 1], 0 where nothing counts.
struct Comparison {
  torch::Tensor output;
  torch::Tensor target;
  torch::Tensor region = {};
};

/// Which way a figure improves; kNearOne: 1 is right (sharpness).
enum class Better { kLower, kHigher, kNearOne };

/// A figure of one picture. doc/metrics.md defines them all.
struct Metric {
  std::string name;
  Better better = Better::kLower;
  int decimals = 4;  ///< that are worth printing
  /// NaN where the figure is not defined for the picture.
  std::function<double(const Comparison&)> measure;
  /// Set for mask figures, which can be pooled over pictures, too.
  std::optional<MaskFigure> mask = {};
};

struct MetricOptions {
  double threshold = 0.5;  ///< from which on a mask's output is white
  std::filesystem::path features = {};  ///< VGG-19 file, for "perceptual"
};

/// Whether `value` is better than `other`; NaN never is, any number is better
/// than NaN.
bool is_better(const Metric& metric, double value, double other);

/// L1, MSE, PSNR, SSIM, MS-SSIM and sharpness.
std::vector<std::string> picture_metric_names();
/// Dice, IoU, sensitivity, specificity, accuracy, AUC and AP.
std::vector<std::string> mask_metric_names();

/// The metrics named, each once, upper and lower case alike. "pictures" and
/// "masks" stand for the lists above, "perceptual" needs a file of features.
/// Throws std::invalid_argument that lists the names known.
std::vector<Metric> make_metrics(const std::vector<std::string>& names,
                                 const MetricOptions& options = {});

}  // namespace p2p
