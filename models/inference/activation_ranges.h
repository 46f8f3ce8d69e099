// SPDX-License-Identifier: MIT
// How large a network's activations become, for storing them in 8 bits.
#pragma once

#include <map>
#include <string>

#include <torch/types.h>

#include "models/inference/program.h"

namespace p2p {

/// Of a step's results before the activation.
struct ActivationRange {
  float low = 0.0f;
  float high = 0.0f;
};

/// By step name.
using ActivationRanges = std::map<std::string, ActivationRange>;

/// {"down 1": [low, high], ...}. Throws std::invalid_argument for other JSON
/// and for ranges that are empty or not finite.
ActivationRanges activation_ranges_from_json(const std::string& text);
std::string to_json(const ActivationRanges& ranges);

/// Throws SettingsError for a program of partial convolutions.
void refuse_masks(const Program& program);

/// Collects ranges over pictures. For each picture and step the share
/// kClippedShare of the values on either side is left out: few values would
/// make all others coarse. Ranges are means over the pictures.
class RangeCollector {
 public:
  static constexpr double kClippedShare = 1e-4;

  /// Throws SettingsError as refuse_masks() does.
  explicit RangeCollector(const Program& program) : program_(program) {
    refuse_masks(program);
  }

  /// fp32 [N, C, H, W] in the network's value range.
  void add(const torch::Tensor& picture);

  /// Of all pictures so far, at least one.
  ActivationRanges ranges() const;

 private:
  struct Sum {
    double low = 0.0;
    double high = 0.0;
  };
  const Program& program_;
  std::map<std::string, Sum> sums_;
  int pictures_ = 0;
};

}  // namespace p2p
