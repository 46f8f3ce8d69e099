// SPDX-License-Identifier: MIT
// Random changes beyond crop and mirror, the same for all pictures of a pair.
#pragma once

#include <cstdint>

#include <torch/types.h>

#include "trainer/data/jitter.h"
#include "trainer/data/pair_source.h"
#include "trainer/data/picture_kind.h"
#include "trainer/data/random.h"

namespace p2p {

/// What may be drawn, each with its strength; 0 or false is off.
struct Augmentation {
  bool quarter_turns = false;  ///< by 0, 90, 180 or 270 degrees
  bool flip_vertical = false;  ///< upside down or not
  double rotation = 0.0;       ///< up to so many degrees, either way
  double elastic = 0.0;        ///< shifts of this standard deviation, pixels
  double colour = 0.0;  ///< brightness, contrast, saturation: up to 1 -+ this
  bool colour_of_target = false;  ///< the target's colours change with it
  double noise = 0.0;  ///< Gaussian, standard deviation up to this, of 255
};

/// Factors of brightness, contrast and saturation; 1 changes nothing.
struct ColourDraw {
  float brightness = 1.0f;
  float contrast = 1.0f;
  float saturation = 1.0f;
  bool operator==(const ColourDraw&) const = default;
};

/// One draw for a pair.
struct AugmentDraw {
  int quarter_turns = 0;  ///< anticlockwise
  bool flip_vertical = false;
  double angle = 0.0;  ///< degrees, anticlockwise
  /// Shifts of a coarse grid over the crop in pixels, fp32 [2, h, w] (to the
  /// right, down); undefined: none.
  torch::Tensor shifts = {};
  ColourDraw colour = {};
  double noise = 0.0;  ///< standard deviation
  /// Noise for the input, drawn from the same stream after all others.
  torch::Tensor noise_values = {};  ///< fp32 [height, width, C], or undefined
};

/// Draws for a crop of `width` x `height` and an input of `channels`.
/// Pictures that are not square turn by 0 or 180 degrees only.
AugmentDraw draw_augmentation(Random& random, const Augmentation& augmentation,
                              int width, int height, int channels);

/// Cuts the crop out of the pair, turned and bent about its middle, and changes
/// the input's colours. What lies outside the picture is reflected, and no part
/// of a region. Types stay: uint8 is clamped and rounded, halves up.
Pair apply_augmentation(const Pair& pair, const Jitter& jitter,
                        const AugmentDraw& draw, const PairKinds& kinds,
                        bool colour_of_target);

/// Brightness (a factor), then contrast about the mean luma, then saturation
/// about each pixel's luma (RGB only), clamped to 0 to 255.
torch::Tensor change_colour(const torch::Tensor& picture,
                            const ColourDraw& draw);

}  // namespace p2p
