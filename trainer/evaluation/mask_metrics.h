// SPDX-License-Identifier: MIT
// How well a soft mask tells the pixels of a true one from the others.
#pragma once

#include <array>
#include <cstdint>

#include <torch/types.h>

namespace p2p {

/// Pixels by the output's level (0 to 255) and by the truth: all mask figures
/// are made of it, of one picture or, added up, of many.
struct MaskHistogram {
  std::array<uint64_t, 256> positive{};  ///< where the truth is white
  std::array<uint64_t, 256> negative{};  ///< where it is black
  MaskHistogram& operator+=(const MaskHistogram& other);
};

/// Counts the pixels of uint8 [H, W, C] pictures, the mean of the channels
/// standing for each; the truth is white from 128 up. With a `region` (uint8
/// [H, W, 1]) only where it is not 0. Throws std::invalid_argument if the
/// shapes differ.
MaskHistogram count_mask(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& region = {});

enum class MaskFigure {
  kDice,
  kIou,
  kSensitivity,
  kSpecificity,
  kAccuracy,
  kAuc,
  kAveragePrecision
};

/// The first level that counts as white at a threshold in [0, 1].
int threshold_level(double threshold);

/// A figure of the pixels counted; those with a threshold take output levels
/// from `level` up as white. Dice and IoU are 1 where neither truth nor output
/// has a white pixel. NaN where a figure is not defined: sensitivity and
/// average precision without a white pixel in the truth, specificity without a
/// black one, AUC without both, accuracy without any pixel.
double mask_figure(MaskFigure figure, const MaskHistogram& pixels, int level);

/// The level in [1, 255] of the highest Dice, the lowest such level.
int best_level(const MaskHistogram& pixels);

}  // namespace p2p
