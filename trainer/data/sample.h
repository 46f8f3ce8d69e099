// SPDX-License-Identifier: MIT
// From a pair to what a training step sees of it.
#pragma once

#include "models/weights/model_spec.h"
#include "trainer/data/augment.h"
#include "trainer/data/pair_source.h"
#include "trainer/data/resized_pairs.h"
#include "trainer/holes/hole_source.h"

namespace p2p {

/// How a pair becomes a sample.
struct SampleOptions {
  Preprocess preprocess = Preprocess::kResize;
  int crop_size = 256;
  bool flip = true;
  /// With kNone: width and height are reflected up to what it takes; nullptr:
  /// they stay. Not owned.
  const ModelSpec* network = nullptr;
  PairKinds kinds = {};
  Augmentation augmentation = {};
  HoleSourcePtr holes = nullptr;  ///< nullptr: nothing is missing
};

/// Crop, mirror, augmentation and holes of one pair: a function of its
/// pictures, the options and (seed, epoch, position) alone. Throws
/// std::invalid_argument for a picture smaller than the crop.
Pair make_sample(const Pair& pair, const SampleOptions& options, uint64_t seed,
                 uint32_t epoch, uint32_t position);

}  // namespace p2p
