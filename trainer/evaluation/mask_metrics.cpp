// SPDX-License-Identifier: MIT
// Everything from one histogram; equal levels count as ties.
#include "trainer/evaluation/mask_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace p2p {
namespace {

constexpr int kTruthLevel = 128;
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

struct Confusion {
  double true_positive = 0, false_positive = 0;
  double true_negative = 0, false_negative = 0;
};

Confusion confusion_at(const MaskHistogram& pixels, int level) {
  Confusion c;
  for (int i = 0; i < 256; ++i) {
    const auto positive = static_cast<double>(pixels.positive[i]);
    const auto negative = static_cast<double>(pixels.negative[i]);
    (i >= level ? c.true_positive : c.false_negative) += positive;
    (i >= level ? c.false_positive : c.true_negative) += negative;
  }
  return c;
}

double ratio(double part, double whole, double if_none = kUndefined) {
  return whole > 0.0 ? part / whole : if_none;
}

/// Probability that a white pixel has a higher level than a black one, ties
/// half (the area under the ROC curve).
double area_under_roc(const MaskHistogram& pixels) {
  double whites_above = 0.0, ordered = 0.0, whites = 0.0, blacks = 0.0;
  for (int i = 255; i >= 0; --i) {
    const auto positive = static_cast<double>(pixels.positive[i]);
    const auto negative = static_cast<double>(pixels.negative[i]);
    ordered += negative * (whites_above + 0.5 * positive);
    whites_above += positive;
    whites += positive;
    blacks += negative;
  }
  return ratio(ordered, whites * blacks);
}

/// Sum over levels of the gain in recall times the precision there.
double average_precision(const MaskHistogram& pixels) {
  double whites = 0.0, above = 0.0, sum = 0.0;
  for (int i = 255; i >= 0; --i) {
    const auto positive = static_cast<double>(pixels.positive[i]);
    above += positive + static_cast<double>(pixels.negative[i]);
    whites += positive;
    if (positive > 0.0) sum += positive * (whites / above);
  }
  return ratio(sum, whites);
}

torch::Tensor grey(const torch::Tensor& picture) {
  if (picture.size(2) == 1) return picture.contiguous();
  return picture.to(torch::kFloat)
      .mean(2, /*keepdim=*/true)
      .round()
      .to(torch::kByte)
      .contiguous();
}

}  // namespace

MaskHistogram& MaskHistogram::operator+=(const MaskHistogram& other) {
  for (int i = 0; i < 256; ++i) {
    positive[i] += other.positive[i];
    negative[i] += other.negative[i];
  }
  return *this;
}

MaskHistogram count_mask(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& region) {
  if (output.sizes() != target.sizes())
    throw std::invalid_argument("the masks to compare differ in shape");
  const torch::Tensor found = grey(output), truth = grey(target);
  const torch::Tensor inside =
      region.defined() ? region.contiguous() : torch::Tensor();
  if (inside.defined() && inside.numel() != found.numel())
    throw std::invalid_argument("the region differs in size from the mask");
  const uint8_t* out = found.const_data_ptr<uint8_t>();
  const uint8_t* wanted = truth.const_data_ptr<uint8_t>();
  const uint8_t* counts =
      inside.defined() ? inside.const_data_ptr<uint8_t>() : nullptr;
  MaskHistogram pixels;
  for (int64_t i = 0; i < found.numel(); ++i) {
    if (counts && counts[i] == 0) continue;
    auto& side = wanted[i] >= kTruthLevel ? pixels.positive : pixels.negative;
    ++side[out[i]];
  }
  return pixels;
}

int threshold_level(double threshold) {
  return std::clamp(static_cast<int>(std::ceil(threshold * 255.0)), 0, 256);
}

double mask_figure(MaskFigure figure, const MaskHistogram& pixels, int level) {
  const Confusion c = confusion_at(pixels, level);
  const double wrong = c.false_positive + c.false_negative;
  const double right = c.true_positive + c.true_negative;
  switch (figure) {
    case MaskFigure::kDice:
      return ratio(2.0 * c.true_positive, 2.0 * c.true_positive + wrong, 1.0);
    case MaskFigure::kIou:
      return ratio(c.true_positive, c.true_positive + wrong, 1.0);
    case MaskFigure::kSensitivity:
      return ratio(c.true_positive, c.true_positive + c.false_negative);
    case MaskFigure::kSpecificity:
      return ratio(c.true_negative, c.true_negative + c.false_positive);
    case MaskFigure::kAccuracy:
      return ratio(right, right + wrong);
    case MaskFigure::kAuc:
      return area_under_roc(pixels);
    case MaskFigure::kAveragePrecision:
      return average_precision(pixels);
  }
  throw std::invalid_argument("unknown mask figure");
}

int best_level(const MaskHistogram& pixels) {
  int best = 1;
  double highest = -1.0;
  for (int level = 1; level < 256; ++level) {
    const double dice = mask_figure(MaskFigure::kDice, pixels, level);
    if (dice <= highest) continue;
    highest = dice;
    best = level;
  }
  return best;
}

}  // namespace p2p
