// SPDX-License-Identifier: MIT
// VGG-19 features against PyTorch's layers, and files that hold none.
#include "models/networks/vgg_features.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "models/weights/model_file.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::max_difference;
using tests::tensor_at;

constexpr double kTolerance = 1e-5;

TEST(VggFeatures, LevelsAndLossOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const SafetensorsFile file = tests::parity_fixture("vgg_features");
  const VggFeatures features = VggFeatures::load(file.path());
  ASSERT_EQ(features.levels(), 4u);
  EXPECT_EQ(features.poolings(), 3u);
  const torch::Tensor output = tensor_at(file, "output").requires_grad_(true);
  const auto levels = features.forward(output);
  EXPECT_LT(max_difference(levels[0], tensor_at(file, "relu1_1")), kTolerance);
  EXPECT_LT(max_difference(levels[1], tensor_at(file, "relu2_1")), kTolerance);
  const torch::Tensor loss =
      perceptual_loss(features, output, tensor_at(file, "target"));
  EXPECT_NEAR(loss.item<double>(), tensor_at(file, "loss").item<double>(),
              kTolerance);
  loss.backward();
  EXPECT_LT(max_difference(output.grad(), tensor_at(file, "gradient")),
            kTolerance);
}

void write_tensors(const std::filesystem::path& path,
                   const NamedTensors& tensors) {
  std::vector<TensorSource> sources;
  for (const auto& [name, tensor] : tensors)
    sources.push_back(source_of(name, tensor, torch::kFloat));
  write_safetensors(path, {}, sources);
}

// Both spellings of the layers' names, and grey pictures as colour ones.
TEST(VggFeatures, OtherSpellingAndGrey) {
  const tests::TemporaryFolder folder;
  write_tensors(folder / "vgg.safetensors",
                {{"conv0.weight", torch::eye(3).view({3, 3, 1, 1})},
                 {"conv0.bias", torch::zeros({3})},
                 {"conv11.weight", torch::ones({2, 3, 3, 3})},
                 {"conv11.bias", torch::zeros({2})},
                 {"conv11_aux.weight", torch::ones({4, 2, 1, 1})}});
  const VggFeatures features = VggFeatures::load(folder / "vgg.safetensors");
  EXPECT_EQ(features.levels(), 1u);
  const torch::Tensor grey = torch::full({1, 1, 4, 4}, 0.5f);
  // 27 ones times 0.5 against 27 times 0
  EXPECT_NEAR(perceptual_loss(features, grey, torch::zeros({1, 1, 4, 4}))
                  .item<double>(),
              13.5, 1e-4);
}

TEST(VggFeatures, FilesThatHoldNone) {
  const tests::TemporaryFolder folder;
  const auto error = [&](const NamedTensors& tensors) {
    write_tensors(folder / "vgg.safetensors", tensors);
    return tests::message_of(
        [&] { VggFeatures::load(folder / "vgg.safetensors"); });
  };
  EXPECT_NE(error({{"x", torch::zeros({1})}}).find("'conv0.weight'"),
            std::string::npos);
  const NamedTensors first = {{"conv0.weight", torch::zeros({3, 3, 1, 1})},
                              {"conv0.bias", torch::zeros({3})}};
  EXPECT_NE(error(first).find("'conv1_1.weight'"), std::string::npos);
  NamedTensors wrong = first;
  wrong.emplace_back("conv1_1.weight", torch::zeros({2, 5, 3, 3}));
  wrong.emplace_back("conv1_1.bias", torch::zeros({2}));
  EXPECT_NE(error(wrong).find("takes 5 channels and gets 3"),
            std::string::npos);
}

TEST(VggFeatures, TheWholeNetworkOfTheDataFolder) {
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA is not set";
  const VggFeatures features = VggFeatures::load(
      std::filesystem::path(data) /
      "weights/vgg19_16x_conv5_1/vgg19_16x_conv5_1.safetensors");
  ASSERT_EQ(features.levels(), 5u);
  const auto levels = features.forward(torch::rand({1, 3, 64, 64}));
  EXPECT_EQ(levels[4].sizes(), (std::vector<int64_t>{1, 128, 4, 4}));
}

}  // namespace
}  // namespace p2p
