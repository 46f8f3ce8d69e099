// SPDX-License-Identifier: MIT
// Tensors that PyTorch computed, made once per test program.
#pragma once

#include <filesystem>
#include <string>

#include <torch/types.h>

#include "models/weights/safetensors.h"

namespace p2p::tests {

/// The fixture `name` of make_fixtures.py, which runs at the first call.
const SafetensorsFile parity_fixture(const std::string& name);

/// The folder in which make_torch_files.py, run at the first call, left its
/// files.
const std::filesystem::path& torch_files();

/// The tensor `key` of a file.
torch::Tensor tensor_at(const SafetensorsFile& file, const std::string& key);

/// Largest |a - b|.
double max_difference(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace p2p::tests
