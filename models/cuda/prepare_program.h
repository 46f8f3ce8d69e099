// SPDX-License-Identifier: MIT
// A program as the GPU's convolutions want it.
#pragma once

#include "models/inference/program.h"

namespace p2p::cuda {

/// The same program in which
/// - every convolution reads all channels of a buffer: what read a part of one
///   gets a buffer of its own, stored once more by the step that makes it.
///   cuDNN would copy a part at every call;
/// - a convolution whose result only a norm reads has no bias: the norm takes
///   it away again, and without it the convolution's output is stored as it is.
/// Throws SettingsError for partial convolutions, std::invalid_argument for a
/// step that would store its result more than kMaxStores times.
Program prepare_program(Program program);

/// Whether all that follows the convolution is to leave its result where it is:
/// one buffer, no bias, no residual, no activation, no shuffle, no border.
bool is_bare(const ConvStep& step, const Program& program);

}  // namespace p2p::cuda
