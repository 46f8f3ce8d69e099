// SPDX-License-Identifier: MIT
// Run state as a .safetensors file.
#include "trainer/training/checkpoint.h"

#include <cmath>
#include <stdexcept>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <nlohmann/json.hpp>

#include "models/weights/model_file.h"

namespace p2p {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRunKey = "pix2pix.run";
constexpr const char* kPoolKey = "pool";

constexpr int kVersion = 2;

/// Every tensor of a run under its key, but the pool.
NamedTensors tensors_of(const RunParts& parts) {
  NamedTensors all = parts.step.state();
  if (parts.average)
    for (const auto& [name, tensor] : state_of(parts.average->generator()))
      all.emplace_back("average." + name, tensor);
  return all;
}

/// The generators that dropout draws from, under their keys.
std::vector<std::pair<std::string, at::Generator>> random_generators(
    torch::Device device) {
  std::vector<std::pair<std::string, at::Generator>> all = {
      {"random.cpu", at::globalContext().defaultGenerator(torch::kCPU)}};
  if (device.is_cuda())
    all.emplace_back("random.cuda",
                     at::globalContext().defaultGenerator(device));
  return all;
}

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why) {
  throw FileFormatError("cannot resume from '" + file.path().string() +
                        "': " + why);
}

Json run_json(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kRunKey);
  if (found == file.metadata().end())
    refuse(file,
           "it is not a checkpoint (to start from a model's weights, train "
           "with --init-from)");
  const Json json = Json::parse(found->second, nullptr, false);
  const Json version =
      json.is_object() ? json.value("version", Json()) : Json();
  if (version != kVersion)
    refuse(file, "its version is " + version.dump() + ", this program reads " +
                     std::to_string(kVersion) +
                     ": finish the run with the program that began it");
  return json;
}

/// The parts of a spec that decide about shapes and meaning, not its card.
Json architecture_json(const ModelSpec& spec) {
  Json json = Json::parse(to_json(spec));
  for (const char* key : {"training_options", "figures", "task", "dataset",
                          "licence_note", "norm_stats"})
    json.erase(key);
  return json;
}

/// Reading and writing the old spec again gives fields that are younger than it
/// their defaults.
Json read_architecture(const SafetensorsFile& file, const std::string& spec) {
  try {
    return architecture_json(model_spec_from_json(spec));
  } catch (const std::invalid_argument& error) {
    refuse(file, std::string("what it says of its network is damaged: ") +
                     error.what());
  }
}

void check_same_network(const SafetensorsFile& file, const Json& before,
                        const Json& now) {
  for (const auto& [key, value] : now.items())
    if (before.value(key, Json()) != value)
      refuse(file, "'" + key + "' was " + before.value(key, Json()).dump() +
                       " and is now " + value.dump() +
                       "; give the options that the run began with");
}

const TensorEntry& entry_of(const SafetensorsFile& file,
                            const std::string& name) {
  const TensorEntry* entry = file.find(name);
  if (!entry) refuse(file, "it lacks '" + name + "'");
  return *entry;
}

void restore_tensor(torch::Tensor& target, const TensorEntry& entry,
                    const SafetensorsFile& file) {
  if (target.sizes().vec() != entry.shape)
    refuse(file, "'" + entry.name + "' has shape " +
                     shape_to_string(entry.shape) + " instead of " +
                     shape_to_string(target.sizes().vec()));
  target.copy_(tensor_of(entry));
}

void restore_random(const SafetensorsFile& file, torch::Device device) {
  for (auto& [key, random] : random_generators(device)) {
    // A run that has come to another device begins a new sequence there.
    if (key == "random.cuda" && !file.find(key)) continue;
    random.set_state(tensor_of(entry_of(file, key)));
  }
}

void check_finite(const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors)
    if (tensor.is_floating_point() &&
        !std::isfinite(tensor.detach().sum(torch::kDouble).item<double>()))
      throw std::runtime_error("'" + name +
                               "' is no longer a number, so nothing is saved: "
                               "begin again from an earlier checkpoint with a "
                               "lower --lr, or with --precision fp32");
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const RunState& state,
                     const RunParts& parts) {
  const NamedTensors tensors = tensors_of(parts);
  check_finite(tensors);
  std::vector<TensorSource> sources;
  for (const auto& [name, tensor] : tensors)
    sources.push_back(source_of(name, tensor, torch::kFloat));
  sources.push_back(
      source_of(kPoolKey, parts.step.pool().state(), torch::kFloat));
  for (const auto& [key, random] : random_generators(parts.step.device()))
    sources.push_back(source_of(key, random.get_state(), torch::kFloat));
  const Json json = {
      {"version", kVersion},
      {"epoch", state.position.epoch},
      {"step", state.position.step},
      {"average steps", parts.average ? parts.average->steps() : 0},
      {"options", Json::parse(state.options)},
      {"notes", Json::parse(state.notes)},
      {"spec", architecture_json(state.spec)}};
  write_safetensors(path, {{"format", "pt"}, {kRunKey, json.dump()}}, sources);
}

Checkpoint Checkpoint::read(const std::filesystem::path& path) {
  Checkpoint checkpoint(SafetensorsFile::read(path));
  const SafetensorsFile& file = checkpoint.file_;
  const Json json = run_json(file);
  try {
    checkpoint.position_ = {json.at("epoch").get<int>(),
                            json.at("step").get<int>()};
    checkpoint.average_steps_ = json.at("average steps").get<int64_t>();
    checkpoint.options_ = json.at("options").dump();
    checkpoint.notes_ = json.at("notes").dump();
    checkpoint.spec_ = json.at("spec").dump();
  } catch (const Json::exception&) {
    refuse(file, "what it says of its run is damaged");
  }
  if (checkpoint.position_.epoch < 1 || checkpoint.position_.step < 0)
    refuse(file, "its position is impossible");
  return checkpoint;
}

void Checkpoint::restore(const ModelSpec& spec, const RunParts& parts) const {
  const torch::NoGradGuard no_grad;
  check_same_network(file_, read_architecture(file_, spec_),
                     architecture_json(spec));
  for (auto& [name, tensor] : tensors_of(parts))
    restore_tensor(tensor, entry_of(file_, name), file_);
  parts.step.pool().restore(tensor_of(entry_of(file_, kPoolKey)),
                            parts.step.device());
  if (parts.average) parts.average->set_steps(average_steps_);
  restore_random(file_, parts.step.device());
}

}  // namespace p2p
