// SPDX-License-Identifier: MIT
// Generators that were trained elsewhere.
#pragma once

#include "models/weights/model_file.h"

namespace p2p {

/// What a state dict does not say of its network.
struct ForeignDetails {
  NormStats norm_stats = NormStats::kFrame;
  int training_size = 256;  ///< pixels
};

/// What generator a state dict of pytorch-CycleGAN-and-pix2pix, or of a project
/// that kept its names, is of: a U-Net ("model.model.0.weight" ...) or a ResNet
/// ("model.1.weight" ...), with the channels, features, depth or blocks, and
/// the norm that names and shapes tell. Without the parameters and statistics
/// of a batch norm it is taken for an instance norm, which leaves no trace. The
/// U-Net's dropout leaves none either; it is that of the original and of no
/// account when the model is run. Throws std::invalid_argument if it is
/// neither.
ModelSpec foreign_spec(const NamedTensors& state,
                       const ForeignDetails& details);

/// The model that the state dict in a file (state_file.h) is of. Throws
/// FileFormatError naming the file and the tensor that is off,
/// std::system_error if it cannot be read.
Model load_foreign(const std::filesystem::path& path,
                   const ForeignDetails& details);

}  // namespace p2p
