// SPDX-License-Identifier: MIT
// Run state as a .safetensors file.
#include "trainer/training/checkpoint.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <nlohmann/json.hpp>

#include "models/weights/model_file.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

constexpr const char* kRunKey = "pix2pix.run";
constexpr const char* kRandomKey = "random.cpu";
constexpr int kVersion = 1;

/// Every tensor of a run under its key.
NamedTensors tensors_of(Pix2PixStep& step) {
  NamedTensors all;
  const auto add = [&all](const std::string& prefix, const NamedTensors& part) {
    for (const auto& [name, tensor] : part)
      all.emplace_back(prefix + name, tensor);
  };
  add("generator.", state_of(step.generator()));
  add("discriminator.", state_of(*step.discriminator()));
  add("generator_adam.", step.generator_adam().state());
  add("discriminator_adam.", step.discriminator_adam().state());
  return all;
}

at::Generator cpu_random() {
  return at::globalContext().defaultGenerator(torch::kCPU);
}

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why) {
  throw FileFormatError("cannot resume from '" + file.path().string() +
                        "': " + why);
}

Json run_json(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kRunKey);
  if (found == file.metadata().end())
    refuse(file,
           "it is not a checkpoint (to start from its weights, train "
           "without --continue_train)");
  const Json json = Json::parse(found->second, nullptr, false);
  if (!json.is_object() || json.value("version", 0) != kVersion)
    refuse(file, "its version is not known to this program");
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

void check_same(const SafetensorsFile& file, const Json& found,
                const RunState& expected) {
  const Json now = architecture_json(expected.spec);
  for (const auto& [key, value] : now.items())
    if (!found.at("spec").contains(key) || found.at("spec").at(key) != value)
      refuse(file, "'" + key + "' was " +
                       found.at("spec").value(key, Json()).dump() +
                       " and is now " + value.dump());
  const std::string data = found.value("data", "");
  if (data != expected.data_identity)
    refuse(file,
           "the data were " + data + " and are now " + expected.data_identity);
}

void restore(torch::Tensor& target, const TensorEntry& entry,
             const SafetensorsFile& file) {
  if (target.sizes().vec() != entry.shape)
    refuse(file, "'" + entry.name + "' has shape " +
                     shape_to_string(entry.shape) + " instead of " +
                     shape_to_string(target.sizes().vec()));
  target.copy_(tensor_of(entry));
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const RunState& state,
                     Pix2PixStep& step) {
  std::vector<TensorSource> sources;
  for (const auto& [name, tensor] : tensors_of(step))
    sources.push_back(source_of(name, tensor, torch::kFloat));
  sources.push_back(
      source_of(kRandomKey, cpu_random().get_state(), torch::kFloat));
  const Json json = {{"version", kVersion},
                     {"epoch", state.position.epoch},
                     {"batch", state.position.batch},
                     {"data", state.data_identity},
                     {"spec", architecture_json(state.spec)}};
  write_safetensors(path, {{"format", "pt"}, {kRunKey, json.dump()}}, sources);
}

Position load_checkpoint(const std::filesystem::path& path,
                         const RunState& expected, Pix2PixStep& step) {
  const torch::NoGradGuard no_grad;
  const SafetensorsFile file = SafetensorsFile::read(path);
  const Json json = run_json(file);
  check_same(file, json, expected);
  for (auto& [name, tensor] : tensors_of(step)) {
    const TensorEntry* entry = file.find(name);
    if (!entry) refuse(file, "it lacks '" + name + "'");
    restore(tensor, *entry, file);
  }
  const TensorEntry* random = file.find(kRandomKey);
  if (!random) refuse(file, std::string("it lacks '") + kRandomKey + "'");
  cpu_random().set_state(tensor_of(*random));
  return {json.at("epoch").get<int>(), json.at("batch").get<int>()};
}

}  // namespace p2p
