// SPDX-License-Identifier: MIT
// Inputs made from targets, for tasks whose one half comes free. Needs OpenCV.
#pragma once

#include <torch/types.h>

namespace p2p {

/// What to make of a target.
enum class DerivedInput {
  kEdges,  ///< a sketch of its outlines, black on white
  kGrey,   ///< its luma, to be coloured
  kBlank   ///< itself with a white rectangle in the middle, to be filled
};

struct DerivedOptions {
  DerivedInput kind = DerivedInput::kEdges;
  double detail = 0.3;  ///< of a sketch: 0 few lines, 1 many
  double hole = 0.5;    ///< of a blank: sides of the rectangle by the picture's
};

/// uint8 [H, W, 3] to uint8 [H, W, 3].
torch::Tensor derive_input(const torch::Tensor& target,
                           const DerivedOptions& options);

}  // namespace p2p
