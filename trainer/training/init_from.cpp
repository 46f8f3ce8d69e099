// SPDX-License-Identifier: MIT
// Tensors by name and shape.
#include "trainer/training/init_from.h"

#include <set>

#include "models/weights/model_file.h"

namespace p2p {
namespace {

/// Lines about single tensors before "and N more".
constexpr size_t kNamed = 8;

struct Outcome {
  size_t loaded = 0, convolutions = 0;
  std::vector<std::string> left;
};

void load_one(torch::Tensor& target, const std::string& name,
              const SafetensorsFile& file, Outcome& outcome) {
  const TensorEntry* entry = file.find(name);
  const std::string here = shape_to_string(target.sizes().vec());
  if (!entry) {
    outcome.left.push_back(name + " " + here + ": the model has none");
  } else if (target.sizes().vec() != entry->shape) {
    outcome.left.push_back(name + " " + here + ": the model's is " +
                           shape_to_string(entry->shape));
  } else {
    target.copy_(tensor_of(*entry));
    ++outcome.loaded;
    outcome.convolutions += target.dim() == 4 ? 1 : 0;
  }
}

void add_unused(const SafetensorsFile& file, const std::set<std::string>& known,
                Outcome& outcome) {
  for (const TensorEntry& entry : file.entries())
    if (!known.contains(entry.name))
      outcome.left.push_back(entry.name + " " + shape_to_string(entry.shape) +
                             " of the model: the network has none");
}

}  // namespace

std::vector<std::string> init_from(Generator& generator,
                                   const std::filesystem::path& model) {
  const torch::NoGradGuard no_grad;
  const SafetensorsFile file = SafetensorsFile::read(model);
  read_spec(file);  // says it if this is no model
  NamedTensors state = state_of(generator);
  std::set<std::string> known;
  Outcome outcome;
  for (auto& [name, tensor] : state) {
    known.insert(name);
    load_one(tensor, name, file, outcome);
  }
  add_unused(file, known, outcome);
  if (outcome.convolutions == 0)
    throw FileFormatError("nothing of '" + model.string() +
                          "' fits this network: give the --netG, --ngf and "
                          "channels that 'inspect' prints of it");
  std::vector<std::string> lines = {
      "begins with '" + model.filename().string() + "': " +
      std::to_string(outcome.loaded) + " of " + std::to_string(state.size()) +
      " tensors loaded" + (outcome.left.empty() ? "" : "; not loaded:")};
  for (size_t i = 0; i < outcome.left.size() && i < kNamed; ++i)
    lines.push_back("  " + outcome.left[i]);
  if (outcome.left.size() > kNamed)
    lines.push_back("  and " + std::to_string(outcome.left.size() - kNamed) +
                    " more");
  return lines;
}

}  // namespace p2p
