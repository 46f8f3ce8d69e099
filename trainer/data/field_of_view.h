// SPDX-License-Identifier: MIT
// Where a fundus photograph shows the eye. Needs OpenCV.
#pragma once

#include <torch/types.h>

namespace p2p {

/// uint8 [H, W, 1 or 3] to uint8 [H, W, 1]: 255 in the field of view, else 0.
///
/// The eye is brighter than the frame around it, most of all in red: pixels
/// whose smoothed red is more than 15 % of the way from the darkest hundredth
/// to the median, the largest connected ones of these, and their convex hull,
/// since the field is a disc, perhaps cut off above and below. A picture
/// without such a frame is all field of view.
torch::Tensor field_of_view(const torch::Tensor& picture);

}  // namespace p2p
