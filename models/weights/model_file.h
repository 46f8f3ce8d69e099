// SPDX-License-Identifier: MIT
// A model on disk: spec and parameters in one .safetensors file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <torch/nn/module.h>
#include <torch/types.h>

#include "models/networks/generator.h"
#include "models/weights/model_spec.h"
#include "models/weights/safetensors.h"

namespace p2p {

/// Tensors under their own names, in the network's order.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Parameters and buffers of `module`, sharing memory with it.
NamedTensors state_of(const torch::nn::Module& module);

/// Copies the file's entries into the network's own tensors, converting the
/// type. Every parameter must be there with its shape and nothing else may be,
/// except that num_batches_tracked may be missing or extra. Throws
/// FileFormatError naming the file, the key, and the shape wanted and found.
void load_state(torch::nn::Module& module, const SafetensorsFile& file,
                const std::string& prefix = "");

/// The entry as a tensor of its own on the CPU.
torch::Tensor tensor_of(const TensorEntry& entry);

/// All of a file, in its order, as tensors of their own on the CPU.
NamedTensors tensors_of(const SafetensorsFile& file);

/// What write_safetensors() takes, for a tensor on any device and of any
/// layout. Floating-point values become `dtype`, others stay.
TensorSource source_of(const std::string& name, const torch::Tensor& tensor,
                       torch::ScalarType dtype);

/// A generator and what is known of it.
struct Model {
  ModelSpec spec;
  std::shared_ptr<Generator> generator;
  torch::ScalarType stored = torch::kFloat;  ///< of the file's weights
};

/// Writes atomically, floating-point tensors as `dtype` (fp32, fp16, bf16).
/// Running statistics stay fp32: variances may leave half precision's range.
void save_model(const std::filesystem::path& path, const ModelSpec& spec,
                const torch::nn::Module& generator, torch::ScalarType dtype);

/// Only the spec of a model file.
ModelSpec read_spec(const SafetensorsFile& file);

/// The generator of `spec` with the weights `state` of the file `path`, fp32 on
/// the CPU. Throws FileFormatError as load_state() does, and before memory is
/// taken for a network that is much larger than what `state` holds.
Model make_model(const ModelSpec& spec, const NamedTensors& state,
                 const std::filesystem::path& path);

/// Reads a model into fp32 tensors on the CPU. Throws FileFormatError for a
/// file that is not one of ours, std::system_error for one that cannot be read.
Model load_model(const std::filesystem::path& path);

}  // namespace p2p
