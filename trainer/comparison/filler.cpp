// SPDX-License-Identifier: MIT
// Models as fillers.
#include "trainer/comparison/filler.h"

#include <utility>

#include "trainer/evaluation/model_name.h"

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

}  // namespace

FillerPtr model_filler(const std::filesystem::path& path,
                       const EngineOptions& options) {
  Engine engine = Engine::load(path, options);
  if (engine.spec().mask_input == MaskInput::kNone)
    throw SettingsError("'" + path.string() +
                        "' knows of no holes: it was not trained to fill any");
  return std::make_unique<ModelFiller>(model_name(path), std::move(engine));
}

}  // namespace p2p
