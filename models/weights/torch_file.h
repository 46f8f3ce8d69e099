// SPDX-License-Identifier: MIT
// Tensors that Python's torch.save wrote, without Python.
#pragma once

#include <filesystem>

#include "models/weights/model_file.h"

namespace p2p {

/// Whether the file begins as torch.save's do: as a zip archive (since PyTorch
/// 1.6) or with the magic number of before. Throws std::system_error if it
/// cannot be read.
bool is_torch_file(const std::filesystem::path& path);

/// The tensors of a state dict that torch.save wrote (.pth, .pt), in either
/// format, in its order, on the CPU, of the file's types: 16, 32 or 64 bit
/// floating point, bfloat16, 8, 32 or 64 bit integers. Tensors that share
/// memory there share it here. Nothing of the file is executed: whatever it
/// wants to call besides what makes up tensors is refused by name. Every
/// length, offset and stride is checked before it is used, and tensors
/// together take no more memory than the file's size. Throws FileFormatError
/// naming the file, what is wrong, and what to do; std::system_error if it
/// cannot be read.
NamedTensors read_torch_file(const std::filesystem::path& path);

}  // namespace p2p
