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
  /// The output before it was rounded, fp32 [H, W, C] in [0, 1], for mask
  /// figures; undefined: those of `output`.
  torch::Tensor values = {};
  /// Where the input was missing, uint8 [H, W, 1], 255 in holes; undefined:
  /// nowhere.
  torch::Tensor holes = {};
  const torch::Tensor& continuous() const {
    return values.defined() ? values : output;
  }
};

/// Which way a figure improves; kNearOne: 1 is right (sharpness).
enum class Better { kLower, kHigher, kNearOne };

/// A figure that can be pooled over pictures.
struct MaskColumn {
  MaskFigure figure = MaskFigure::kDice;
  int level = 0;  ///< from which on the output is white
};

/// A figure of one picture. doc/metrics.md defines them all.
struct Metric {
  std::string name;
  Better better = Better::kLower;
  int decimals = 4;  ///< that are worth printing
  /// NaN where the figure is not defined for the picture.
  std::function<double(const Comparison&)> measure;
  /// Set for mask figures.
  std::optional<MaskColumn> mask = {};
};

/// A threshold that was found somewhere.
struct ChosenThreshold {
  std::string from;  ///< where: figures are named "Dice@" and this
  double value = 0.5;
};

struct MetricOptions {
  double threshold = 0.5;  ///< from which on a mask's output is white
  /// A second one: the figures that have a threshold are given for both.
  std::optional<ChosenThreshold> chosen = {};
  std::filesystem::path features = {};  ///< VGG file, for "perceptual"
};

/// Whether `value` is better than `other`; NaN never is, any number is better
/// than NaN.
bool is_better(const Metric& metric, double value, double other);

/// L1, MSE, PSNR, SSIM, MS-SSIM and sharpness.
std::vector<std::string> picture_metric_names();
/// Dice, IoU, sensitivity, specificity, accuracy, AUC and AP.
std::vector<std::string> mask_metric_names();

/// MSE[-1..1], PSNR[-1..1] and SSIM[-1..1]: of whole pictures.
std::vector<std::string> signed_metric_names();

/// L1@hole, PSNR@hole, SSIM@hole and sharpness@hole: in the holes only, NaN for
/// pictures without any.
std::vector<std::string> hole_metric_names();

/// Whether a name that make_metrics() takes is of hole metrics.
bool is_hole_metric(const std::string& name);

/// The metrics named, each once, upper and lower case alike. "pictures",
/// "masks", "signed" and "holes" stand for the lists above (masks with a chosen
/// threshold for the longer one), "perceptual" and "perceptual@hole" need a
/// file of features. Throws std::invalid_argument that lists the names known.
std::vector<Metric> make_metrics(const std::vector<std::string>& names,
                                 const MetricOptions& options = {});

}  // namespace p2p
