// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace p2p {

/// What a model file is called in tables: the folder of a run's best or newest
/// generator, else its own name.
std::string model_name(const std::filesystem::path& file);

}  // namespace p2p
