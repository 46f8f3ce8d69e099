// SPDX-License-Identifier: MIT
// Tensors of others' files, whichever of the two formats they are in.
#pragma once

#include <filesystem>

#include "models/weights/model_file.h"

namespace p2p {

/// The tensors of a file: as torch.save wrote them (torch_file.h), or a
/// .safetensors file; the content decides. Throws FileFormatError naming the
/// file and what is wrong, std::system_error if it cannot be read.
NamedTensors read_state(const std::filesystem::path& path);

}  // namespace p2p
