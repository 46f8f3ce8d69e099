// SPDX-License-Identifier: MIT
// Models as fillers.
#include "trainer/comparison/filler.h"

#include <utility>

namespace p2p {
namespace {

class ModelFiller : public Filler {
 public:
  ModelFiller(std::string name, Engine engine)
      : name_(std::move(name)), engine_(std::move(engine)) {}
  const std::string& name() const override { return name_; }
  torch::Tensor fill(const torch::Tensor& picture,
                     const torch::Tensor& holes) override {
    return engine_.fill_holes(picture, holes);
  }

 private:
  std::string name_;
  Engine engine_;
};

std::string name_of(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  const bool of_a_run = stem == "best" || stem == "model";
  const auto folder = std::filesystem::absolute(path).parent_path().filename();
  return of_a_run ? folder.string() : stem;
}

}  // namespace

FillerPtr model_filler(const std::filesystem::path& path,
                       const EngineOptions& options) {
  Engine engine = Engine::load(path, options);
  if (engine.spec().mask_input == MaskInput::kNone)
    throw SettingsError("'" + path.string() +
                        "' knows of no holes: it was not trained to fill any");
  return std::make_unique<ModelFiller>(name_of(path), std::move(engine));
}

}  // namespace p2p
