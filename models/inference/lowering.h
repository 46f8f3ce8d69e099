// SPDX-License-Identifier: MIT
// From a tree of modules to a list of steps.
#pragma once

#include "models/inference/program.h"
#include "models/networks/generator.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// The generator's arithmetic with dropout off, copied: batch norm with running
/// statistics is folded into its convolution, activations move to the end of
/// the step that makes their input, concatenations become places side by side,
/// a nearest-neighbour upsampling with its convolution becomes one transposed
/// convolution, and a last layer of few channels becomes a 3x3 convolution and
/// a pixel shuffle. Of a partial convolution after a concatenation, the
/// upsampled half becomes a transposed convolution whose result is added to
/// that of the skip's half; the masks become one step. Throws
/// std::invalid_argument for an unknown generator.
Program lower(const Generator& generator, const ModelSpec& spec,
              NormStats stats);

}  // namespace p2p
