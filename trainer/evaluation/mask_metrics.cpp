// SPDX-License-Identifier: MIT
// Everything from one histogram; equal levels count as ties.
#include "trainer/evaluation/mask_metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

namespace p2p {
namespace {

constexpr int kTruthByte = 128;
constexpr int kTopLevel = kMaskLevels - 1;
constexpr int kLevelsPerByte = kTopLevel / 255;
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole, double if_none = kUndefined) {
  return whole > 0.0 ? part / whole : if_none;
}

/// Probability that a white pixel has a higher level than a black one, ties
/// half (the area under the ROC curve).
double area_under_roc(const MaskHistogram& pixels) {
  double whites_above = 0.0, ordered = 0.0, whites = 0.0, blacks = 0.0;
  for (int i = kTopLevel; i >= 0; --i) {
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
  for (int i = kTopLevel; i >= 0; --i) {
    const auto positive = static_cast<double>(pixels.positive[i]);
    above += positive + static_cast<double>(pixels.negative[i]);
    whites += positive;
    if (positive > 0.0) sum += positive * (whites / above);
  }
  return ratio(sum, whites);
}

/// Mean of the channels, of their type.
torch::Tensor grey(const torch::Tensor& picture) {
  if (picture.size(2) == 1) return picture.contiguous();
  const torch::Tensor mean =
      picture.to(torch::kFloat).mean(2, /*keepdim=*/true);
  return (picture.scalar_type() == torch::kByte ? mean.round().to(torch::kByte)
                                                : mean)
      .contiguous();
}

void add(std::vector<uint64_t>& sums, const std::vector<uint64_t>& counts) {
  std::transform(sums.begin(), sums.end(), counts.begin(), sums.begin(),
                 std::plus());
}

}  // namespace

MaskHistogram& MaskHistogram::operator+=(const MaskHistogram& other) {
  add(positive, other.positive);
  add(negative, other.negative);
  return *this;
}

Confusion& Confusion::operator+=(const Confusion& other) {
  true_positive += other.true_positive;
  false_positive += other.false_positive;
  true_negative += other.true_negative;
  false_negative += other.false_negative;
  return *this;
}

torch::Tensor mask_levels(const torch::Tensor& output) {
  const torch::Tensor one = grey(output);
  if (one.scalar_type() == torch::kByte)
    return one.to(torch::kInt) * kLevelsPerByte;
  return (one.to(torch::kFloat).clamp(0.0, 1.0) * kTopLevel)
      .add(0.5)
      .floor()
      .to(torch::kInt);
}

torch::Tensor mask_truth(const torch::Tensor& target) {
  return grey(target).ge(kTruthByte);
}

MaskHistogram count_mask(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& region) {
  const torch::Tensor levels = mask_levels(output);
  const torch::Tensor truth = mask_truth(target);
  if (levels.sizes() != truth.sizes())
    throw std::invalid_argument("the masks to compare differ in shape");
  const torch::Tensor inside =
      region.defined() ? region.ne(0).contiguous() : torch::Tensor();
  if (inside.defined() && inside.numel() != levels.numel())
    throw std::invalid_argument("the region differs in size from the mask");
  const int* level = levels.const_data_ptr<int>();
  const bool* white = truth.const_data_ptr<bool>();
  const bool* counts =
      inside.defined() ? inside.const_data_ptr<bool>() : nullptr;
  MaskHistogram pixels;
  for (int64_t i = 0; i < levels.numel(); ++i)
    if (!counts || counts[i])
      ++(white[i] ? pixels.positive : pixels.negative)[level[i]];
  return pixels;
}

Confusion confusion_at(const MaskHistogram& pixels, int level) {
  Confusion c;
  for (int i = 0; i < kMaskLevels; ++i) {
    (i >= level ? c.true_positive : c.false_negative) += pixels.positive[i];
    (i >= level ? c.false_positive : c.true_negative) += pixels.negative[i];
  }
  return c;
}

bool has_threshold(MaskFigure figure) {
  return figure != MaskFigure::kAuc && figure != MaskFigure::kAveragePrecision;
}

int threshold_level(double threshold) {
  // Of a level's own threshold the product may be a rounding error above it.
  constexpr double kSlack = 1e-6;
  return std::clamp(static_cast<int>(std::ceil(threshold * kTopLevel - kSlack)),
                    0, kMaskLevels);
}

double level_threshold(int level) {
  return static_cast<double>(level) / kTopLevel;
}

double mask_figure(MaskFigure figure, const Confusion& c) {
  const auto hits = static_cast<double>(c.true_positive);
  const auto wrong = static_cast<double>(c.false_positive + c.false_negative);
  const auto right = static_cast<double>(c.true_positive + c.true_negative);
  switch (figure) {
    case MaskFigure::kDice:
      return ratio(2.0 * hits, 2.0 * hits + wrong, 1.0);
    case MaskFigure::kIou:
      return ratio(hits, hits + wrong, 1.0);
    case MaskFigure::kSensitivity:
      return ratio(hits, hits + static_cast<double>(c.false_negative));
    case MaskFigure::kSpecificity:
      return ratio(static_cast<double>(c.true_negative),
                   static_cast<double>(c.true_negative + c.false_positive));
    case MaskFigure::kAccuracy:
      return ratio(right, right + wrong);
    case MaskFigure::kAuc:
    case MaskFigure::kAveragePrecision:
      break;
  }
  throw std::invalid_argument("the figure is of no one threshold");
}

double mask_figure(MaskFigure figure, const MaskHistogram& pixels, int level) {
  if (figure == MaskFigure::kAuc) return area_under_roc(pixels);
  if (figure == MaskFigure::kAveragePrecision) return average_precision(pixels);
  return mask_figure(figure, confusion_at(pixels, level));
}

int best_level(const MaskHistogram& pixels) {
  int best = 1;
  double highest = -1.0;
  // With each level, what is below it turns from white to black.
  Confusion c = confusion_at(pixels, 0);
  for (int level = 1; level < kMaskLevels; ++level) {
    const uint64_t positive = pixels.positive[level - 1];
    const uint64_t negative = pixels.negative[level - 1];
    c.true_positive -= positive;
    c.false_negative += positive;
    c.false_positive -= negative;
    c.true_negative += negative;
    const double dice = mask_figure(MaskFigure::kDice, c);
    if (dice <= highest) continue;
    highest = dice;
    best = level;
  }
  return best;
}

}  // namespace p2p
