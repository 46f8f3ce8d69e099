// SPDX-License-Identifier: MIT
// Tensors to bytes and back.
#include "models/weights/model_file.h"

#include <cstring>
#include <map>
#include <set>

namespace p2p {
namespace {

/// Key of the spec in the file's metadata.
constexpr const char* kSpecKey = "pix2pix.spec";

DType dtype_of(torch::ScalarType type) {
  switch (type) {
    case torch::kDouble:
      return DType::kF64;
    case torch::kFloat:
      return DType::kF32;
    case torch::kHalf:
      return DType::kF16;
    case torch::kBFloat16:
      return DType::kBF16;
    case torch::kLong:
      return DType::kI64;
    case torch::kInt:
      return DType::kI32;
    case torch::kByte:
      return DType::kU8;
    default:
      throw std::invalid_argument(std::string("tensors of type ") +
                                  torch::toString(type) + " are not written");
  }
}

torch::ScalarType scalar_type_of(DType dtype) {
  switch (dtype) {
    case DType::kF64:
      return torch::kDouble;
    case DType::kF32:
      return torch::kFloat;
    case DType::kF16:
      return torch::kHalf;
    case DType::kBF16:
      return torch::kBFloat16;
    case DType::kI64:
      return torch::kLong;
    case DType::kI32:
      return torch::kInt;
    case DType::kU8:
      return torch::kByte;
  }
  throw std::invalid_argument("unknown element type");
}

std::span<const std::byte> bytes_of(const torch::Tensor& tensor) {
  return {static_cast<const std::byte*>(tensor.const_data_ptr()),
          tensor.nbytes()};
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A counter that some files lack and none needs.
bool optional_key(const std::string& key) {
  return ends_with(key, "num_batches_tracked");
}

bool running_statistic(const std::string& key) {
  return ends_with(key, "running_mean") || ends_with(key, "running_var");
}

/// What a network's tensors are copied from.
struct StateFile {
  StateFile(const std::filesystem::path& path, const NamedTensors& state)
      : path(path.string()), tensors(state.begin(), state.end()) {}

  std::string path;
  std::map<std::string, torch::Tensor> tensors;
};

[[noreturn]] void refuse(const StateFile& file, const std::string& why) {
  throw FileFormatError("'" + file.path + "' does not fit: " + why);
}

void copy_into(torch::Tensor& target, const std::string& key,
               const StateFile& file) {
  const torch::Tensor& found = file.tensors.at(key);
  if (target.sizes() != found.sizes())
    refuse(file,
           "'" + key + "' has shape " + shape_to_string(found.sizes().vec()) +
               ", the network's is " + shape_to_string(target.sizes().vec()));
  target.copy_(found);
}

void refuse_extra(const std::set<std::string>& known, const StateFile& file) {
  for (const auto& [key, tensor] : file.tensors)
    if (!known.contains(key) && !optional_key(key))
      refuse(file, "the network has no '" + key + "' " +
                       shape_to_string(tensor.sizes().vec()));
}

void load(torch::nn::Module& module, const StateFile& file,
          const std::string& prefix) {
  const torch::NoGradGuard no_grad;
  std::set<std::string> known;
  for (auto& [name, tensor] : state_of(module)) {
    const std::string key = prefix + name;
    known.insert(key);
    if (file.tensors.contains(key))
      copy_into(tensor, key, file);
    else if (!optional_key(key))
      refuse(file,
             "it lacks '" + key + "' " + shape_to_string(tensor.sizes().vec()));
  }
  refuse_extra(known, file);
}

}  // namespace

NamedTensors state_of(const torch::nn::Module& module) {
  NamedTensors state;
  for (const auto& item : module.named_parameters())
    state.emplace_back(item.key(), item.value());
  for (const auto& item : module.named_buffers())
    state.emplace_back(item.key(), item.value());
  return state;
}

void load_state(torch::nn::Module& module, const SafetensorsFile& file,
                const std::string& prefix) {
  NamedTensors state = tensors_of(file);
  std::erase_if(state, [&](const auto& entry) {
    return !entry.first.starts_with(prefix);
  });
  load(module, {file.path(), state}, prefix);
}

torch::Tensor tensor_of(const TensorEntry& entry) {
  torch::Tensor tensor =
      torch::empty(entry.shape, torch::dtype(scalar_type_of(entry.dtype)));
  if (!entry.bytes.empty())
    std::memcpy(tensor.mutable_data_ptr(), entry.bytes.data(),
                entry.bytes.size());
  return tensor;
}

NamedTensors tensors_of(const SafetensorsFile& file) {
  NamedTensors state;
  for (const TensorEntry& entry : file.entries())
    state.emplace_back(entry.name, tensor_of(entry));
  return state;
}

TensorSource source_of(const std::string& name, const torch::Tensor& tensor,
                       torch::ScalarType dtype) {
  const auto type = tensor.is_floating_point() ? dtype : tensor.scalar_type();
  return {name, dtype_of(type), tensor.sizes().vec(),
          [tensor, type, kept = torch::Tensor()]() mutable {
            kept = tensor.detach().to(torch::kCPU, type).contiguous();
            return bytes_of(kept);
          }};
}

void save_model(const std::filesystem::path& path, const ModelSpec& spec,
                const torch::nn::Module& generator, torch::ScalarType dtype) {
  std::vector<TensorSource> sources;
  for (const auto& [name, tensor] : state_of(generator))
    sources.push_back(source_of(
        name, tensor, running_statistic(name) ? torch::kFloat : dtype));
  write_safetensors(path, {{"format", "pt"}, {kSpecKey, to_json(spec)}},
                    sources);
}

ModelSpec read_spec(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kSpecKey);
  if (found == file.metadata().end())
    throw FileFormatError(
        "'" + file.path().string() +
        "' is a .safetensors file but not a model of this project: it has no "
        "spec; make models with pix2pix-trainer (of a run take "
        "best.safetensors or model.safetensors, not a checkpoint)");
  try {
    return model_spec_from_json(found->second);
  } catch (const std::invalid_argument& error) {
    throw FileFormatError("'" + file.path().string() +
                          "' has a bad spec: " + error.what());
  }
}

namespace {

/// A spec may claim any size; memory is only taken for weights that are there.
/// Small differences pass: load() names the key.
constexpr int64_t kUnnamed = 1'000'000;

void check_size(const ModelSpec& spec, const StateFile& file) {
  int64_t held = 0;
  for (const auto& [key, tensor] : file.tensors) held += tensor.numel();
  const int64_t wanted = convolution_weights(spec);
  if (wanted > 2 * held + kUnnamed)
    refuse(file, "its spec describes a network of " + std::to_string(wanted) +
                     " weights, it holds " + std::to_string(held));
}

/// Of the weights proper: running statistics are fp32 in any file.
torch::ScalarType stored_type(const NamedTensors& state) {
  for (const auto& [name, tensor] : state)
    if (tensor.dim() == 4) return tensor.scalar_type();
  return torch::kFloat;
}

}  // namespace

Model make_model(const ModelSpec& spec, const NamedTensors& state,
                 const std::filesystem::path& path) {
  const StateFile file(path, state);
  check_size(spec, file);
  Model model{spec, make_generator(spec), stored_type(state)};
  load(*model.generator, file, "");
  return model;
}

Model load_model(const std::filesystem::path& path) {
  const SafetensorsFile file = SafetensorsFile::read(path);
  return make_model(read_spec(file), tensors_of(file), path);
}

}  // namespace p2p
