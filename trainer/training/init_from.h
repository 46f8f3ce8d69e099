// SPDX-License-Identifier: MIT
// Fine-tuning: another model's weights as a beginning.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/networks/generator.h"

namespace p2p {

/// Copies every tensor of the model file that has the name and shape of one of
/// the network's. Returns what to tell: how many were loaded and which were
/// not, with the reason. Throws FileFormatError if the file is no model, or if
/// no convolution fits.
std::vector<std::string> init_from(Generator& generator,
                                   const std::filesystem::path& model);

}  // namespace p2p
