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

constexpr int kVersion = 1;

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
           "it is not a checkpoint (to start from its weights, train "
           "without --continue_train)");
  const Json json = Json::parse(found->second, nullptr, false);
  if (!json.is_object() || !json.contains("version") ||
      json["version"] != kVersion)
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

void check_same(const SafetensorsFile& file, const Json& before,
                const Json& now) {
  for (const auto& [key, value] : now.items())
    if (before.value(key, Json()) != value)
      refuse(file, "'" + key + "' was " + before.value(key, Json()).dump() +
                       " and is now " + value.dump() +
                       "; give the options that the run began with");
}

void check_same_run(const SafetensorsFile& file, const Json& found,
                    const RunState& expected) {
  check_same(file, found.at("identity"), Json::parse(expected.identity));
  check_same(file, found.at("spec"), architecture_json(expected.spec));
}

Position read_position(const SafetensorsFile& file, const Json& json,
                       const RunState& expected) {
  try {
    check_same_run(file, json, expected);
    const Position position{json.at("epoch").get<int>(),
                            json.at("batch").get<int>()};
    if (position.epoch < 1 || position.batch < 0)
      refuse(file, "its position is impossible");
    return position;
  } catch (const Json::exception&) {
    refuse(file, "what it says of its run is damaged");
  }
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
  for (const auto& [name, tensor] : step.state())
    sources.push_back(source_of(name, tensor, torch::kFloat));
  for (const auto& [key, random] : random_generators(step.device()))
    sources.push_back(source_of(key, random.get_state(), torch::kFloat));
  const Json json = {{"version", kVersion},
                     {"epoch", state.position.epoch},
                     {"batch", state.position.batch},
                     {"identity", Json::parse(state.identity)},
                     {"spec", architecture_json(state.spec)}};
  write_safetensors(path, {{"format", "pt"}, {kRunKey, json.dump()}}, sources);
}

Position load_checkpoint(const std::filesystem::path& path,
                         const RunState& expected, Pix2PixStep& step) {
  const torch::NoGradGuard no_grad;
  const SafetensorsFile file = SafetensorsFile::read(path);
  const Position position = read_position(file, run_json(file), expected);
  for (auto& [name, tensor] : step.state()) {
    const TensorEntry* entry = file.find(name);
    if (!entry) refuse(file, "it lacks '" + name + "'");
    restore(tensor, *entry, file);
  }
  for (auto& [key, random] : random_generators(step.device())) {
    const TensorEntry* state = file.find(key);
    if (!state) refuse(file, "it lacks '" + key + "'");
    random.set_state(tensor_of(*state));
  }
  return position;
}

}  // namespace p2p
