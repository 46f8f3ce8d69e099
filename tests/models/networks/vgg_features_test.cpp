// SPDX-License-Identifier: MIT
// VGG features against PyTorch's layers, and files that hold none.
#include "models/networks/vgg_features.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "models/weights/model_file.h"
#include "models/weights/torch_file.h"
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

// torchvision's layout in both formats of torch.save, and as .safetensors.
TEST(VggFeatures, LevelsAndPoolingsOfTorchvision) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const tests::TemporaryFolder folder;
  const std::filesystem::path& made = tests::torch_files();
  for (const std::string name : {"vgg16", "vgg19"}) {
    const SafetensorsFile wanted =
        SafetensorsFile::read(made / (name + ".safetensors"));
    write_tensors(folder / "copy.pth",  // its content decides
                  read_torch_file(made / (name + ".pth")));
    for (const std::filesystem::path& file :
         {made / (name + ".pth"), made / (name + "_legacy.pth"),
          folder / "copy.pth"}) {
      const VggFeatures features = VggFeatures::load(file);
      ASSERT_EQ(features.levels(), 5u) << file;
      ASSERT_EQ(features.poolings(), 5u) << file;
      const torch::Tensor rgb = tensor_at(wanted, "rgb");
      const auto levels = features.forward(rgb);
      const auto pooled = features.pooled(rgb, 5);
      ASSERT_EQ(pooled.size(), 5u);
      for (size_t i = 0; i < 5; ++i) {
        const std::string number = std::to_string(i + 1);
        EXPECT_LT(max_difference(levels[i],
                                 tensor_at(wanted, "relu" + number + "_1")),
                  kTolerance)
            << file << " " << number;
        EXPECT_LT(max_difference(pooled[i], tensor_at(wanted, "pool" + number)),
                  kTolerance)
            << file << " " << number;
      }
    }
  }
}

/// torchvision's names with convolutions at `numbers`, two channels wide.
NamedTensors torchvision_layers(const std::vector<int>& numbers) {
  NamedTensors tensors;
  int64_t channels = 3;
  for (const int number : numbers) {
    const std::string name = "features." + std::to_string(number);
    tensors.emplace_back(name + ".weight", torch::ones({2, channels, 3, 3}));
    tensors.emplace_back(name + ".bias", torch::zeros({2}));
    channels = 2;
  }
  return tensors;
}

TEST(VggFeatures, OtherVggsOfTorchvision) {
  const tests::TemporaryFolder folder;
  const auto error = [&](const NamedTensors& tensors) {
    write_tensors(folder / "x", tensors);
    return tests::message_of([&] { VggFeatures::load(folder / "x"); });
  };
  NamedTensors whole =
      torchvision_layers({0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28});
  EXPECT_EQ(error(whole), "");
  // VGG-11, and VGG-16 with batch normalisation
  EXPECT_NE(error(torchvision_layers({0, 3, 6, 8, 11, 13, 16, 18}))
                .find("holds no VGG-19 features: 'features.2.weight'"),
            std::string::npos);
  EXPECT_NE(error(torchvision_layers(
                      {0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40}))
                .find("without batch normalisation"),
            std::string::npos);
  whole[2].second = torch::ones({2, 2, 5, 5});
  EXPECT_NE(error(whole).find("'features.2.weight' has shape [2, 2, 5, 5]"),
            std::string::npos);
  whole[2].second = torch::ones({2, 3, 3, 3});
  EXPECT_NE(error(whole).find("block 1 takes 3 channels and gets 2"),
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
