// SPDX-License-Identifier: MIT
// Models on disk: precision, and what a file that does not fit says.
#include "models/weights/model_file.h"

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::message_of;

ModelSpec small_spec() {
  ModelSpec spec;
  spec.unet = standard_unet(3, 4);
  return spec;
}

class ModelFile : public ::testing::Test {
 protected:
  /// Writes the small model with one tensor renamed, reshaped or left out.
  template <typename Change>
  void write_changed(Change change) {
    NamedTensors state = state_of(*make_generator(small_spec()));
    change(state);
    std::vector<TensorSource> sources;
    for (const auto& [name, tensor] : state)
      sources.push_back(source_of(name, tensor, torch::kFloat));
    write_safetensors(path_, {{"pix2pix.spec", to_json(small_spec())}},
                      sources);
  }
  std::string error() {
    return message_of([this] { load_model(path_); });
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "m.safetensors";
};

TEST_F(ModelFile, RoundTripIsExactInFp32) {
  const auto network = make_generator(small_spec());
  save_model(path_, small_spec(), *network, torch::kFloat);
  const Model model = load_model(path_);
  EXPECT_EQ(model.spec, small_spec());
  const auto a = state_of(*network), b = state_of(*model.generator);
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(a[i].second.equal(b[i].second)) << a[i].first;
}

// Variances of early layers leave fp16's range, so statistics stay fp32.
TEST_F(ModelFile, HalfPrecisionKeepsRunningStatistics) {
  const auto network = make_generator(small_spec());
  for (auto& [name, tensor] : state_of(*network))
    if (name.ends_with("running_var")) tensor.fill_(1e6);
  save_model(path_, small_spec(), *network, torch::kHalf);
  for (const auto& [name, tensor] : state_of(*load_model(path_).generator)) {
    if (!name.ends_with("running_var")) continue;
    EXPECT_EQ(tensor[0].item<float>(), 1e6f) << name;
  }
}

TEST_F(ModelFile, MissingKeyIsNamedWithItsShape) {
  write_changed([](NamedTensors& state) { state.erase(state.begin()); });
  EXPECT_NE(error().find("it lacks 'model.model.0.weight' [4, 3, 4, 4]"),
            std::string::npos)
      << error();
}

TEST_F(ModelFile, ExtraKeyIsNamed) {
  write_changed([](NamedTensors& state) {
    state.emplace_back("surprise", torch::zeros({2}));
  });
  EXPECT_NE(error().find("the network has no 'surprise' [2]"),
            std::string::npos)
      << error();
}

TEST_F(ModelFile, WrongShapeIsNamedWantedAndFound) {
  write_changed([](NamedTensors& state) {
    state.front().second = torch::zeros({4, 1, 4, 4});
  });
  EXPECT_NE(error().find("has shape [4, 1, 4, 4], the network's is "
                         "[4, 3, 4, 4]"),
            std::string::npos)
      << error();
}

TEST_F(ModelFile, CountersMayBeMissing) {
  write_changed([](NamedTensors& state) {
    std::erase_if(state, [](const auto& item) {
      return item.first.ends_with("num_batches_tracked");
    });
  });
  EXPECT_EQ(error(), "");
}

TEST_F(ModelFile, SafetensorsWithoutSpecSaysWhoMakesModels) {
  write_safetensors(path_, {},
                    {source_of("w", torch::zeros({2}), torch::kFloat)});
  EXPECT_NE(error().find("make models with pix2pix-trainer"),
            std::string::npos);
}

// A few bytes must not make the reader allocate terabytes.
TEST_F(ModelFile, SpecLargerThanTheFileIsRefusedBeforeItIsBuilt) {
  ModelSpec huge;
  huge.unet = {.depth = 12, .ngf = 1024, .max_multiple = 64};
  write_safetensors(path_, {{"pix2pix.spec", to_json(huge)}},
                    {source_of("w", torch::zeros({2}), torch::kFloat)});
  EXPECT_NE(error().find("weights, it holds 2"), std::string::npos) << error();
}

TEST_F(ModelFile, BadSpecNamesTheField) {
  write_safetensors(path_, {{"pix2pix.spec", R"({"unet":{"depth":0}})"}}, {});
  EXPECT_NE(error().find("unet.depth is 0"), std::string::npos) << error();
}

}  // namespace
}  // namespace p2p
