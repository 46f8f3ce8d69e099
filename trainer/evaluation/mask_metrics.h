// SPDX-License-Identifier: MIT
// How well a soft mask tells the pixels of a true one from the others.
#pragma once

#include <cstdint>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// Levels that outputs are told apart by: a probability p is level
/// round(65535 p), a byte b level 257 b.
constexpr int kMaskLevels = 65536;

/// Pixels by the output's level and by the truth: all mask figures are made of
/// it, of one picture or, added up, of many.
struct MaskHistogram {
  std::vector<uint64_t> positive =
      std::vector<uint64_t>(kMaskLevels);  ///< where the truth is white
  std::vector<uint64_t> negative =
      std::vector<uint64_t>(kMaskLevels);  ///< where it is black
  MaskHistogram& operator+=(const MaskHistogram& other);
};

/// Levels of an output, int32 [H, W, 1]: of fp32 [H, W, C] in [0, 1] or of
/// uint8, the mean of the channels standing for each pixel.
torch::Tensor mask_levels(const torch::Tensor& output);

/// Where a target, uint8 [H, W, C], is white, the mean of its channels being
/// 128 or more: bool [H, W, 1].
torch::Tensor mask_truth(const torch::Tensor& target);

/// Counts the pixels of an output as mask_levels() takes it and of a target as
/// mask_truth() does. With a `region` (uint8 [H, W, 1]) only where it is not 0.
/// Throws std::invalid_argument if the shapes differ.
MaskHistogram count_mask(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& region = {});

/// Pixels by what they are taken for and what they are.
struct Confusion {
  uint64_t true_positive = 0, false_positive = 0;
  uint64_t true_negative = 0, false_negative = 0;
  Confusion& operator+=(const Confusion& other);
};

/// Levels from `level` up are taken for white.
Confusion confusion_at(const MaskHistogram& pixels, int level);

enum class MaskFigure {
  kDice,
  kIou,
  kSensitivity,
  kSpecificity,
  kAccuracy,
  kAuc,
  kAveragePrecision
};

/// Whether a figure is of one threshold: all but the last two.
bool has_threshold(MaskFigure figure);

/// The first level that counts as white at a threshold in [0, 1].
int threshold_level(double threshold);
/// The threshold that a level stands for; threshold_level() gives it back.
double level_threshold(int level);

/// A figure of one threshold. Dice and IoU are 1 where neither truth nor output
/// has a white pixel. NaN where a figure is not defined: sensitivity without a
/// white pixel in the truth, specificity without a black one, accuracy without
/// any pixel. Throws std::invalid_argument for a figure without threshold.
double mask_figure(MaskFigure figure, const Confusion& pixels);

/// Any figure of the pixels counted; those of a threshold take levels from
/// `level` up as white. NaN also for average precision without a white pixel in
/// the truth and for AUC without a white and a black one.
double mask_figure(MaskFigure figure, const MaskHistogram& pixels, int level);

/// The level above 0 of the highest Dice, the lowest such level.
int best_level(const MaskHistogram& pixels);

}  // namespace p2p
