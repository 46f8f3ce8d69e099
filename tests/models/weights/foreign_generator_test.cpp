// SPDX-License-Identifier: MIT
// Generators of the PyTorch original: what they are, and that they do the same.
#include "models/weights/foreign_generator.h"

#include <gtest/gtest.h>

#include "models/networks/norm.h"
#include "models/weights/state_file.h"
#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::contains;
using tests::message_of;
using tests::tensor_at;

constexpr double kTolerance = 1e-5;  // fp32

class ForeignGenerator : public ::testing::Test {
 protected:
  void SetUp() override {
    if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
    made_ = tests::torch_files();
  }
  /// Imported, after comparing what it makes of a picture.
  ModelSpec spec_of(const std::string& name) {
    const Model model = load_foreign(made_ / (name + ".pth"), {});
    const SafetensorsFile file =
        SafetensorsFile::read(made_ / (name + ".safetensors"));
    const torch::NoGradGuard no_grad;
    model.generator->eval();
    set_norm_mode(*model.generator, NormMode::kRunning);
    EXPECT_LT(
        tests::max_difference(model.generator->forward(tensor_at(file, "x")),
                              tensor_at(file, "y")),
        kTolerance)
        << name;
    return model.spec;
  }

  std::filesystem::path made_;
};

TEST_F(ForeignGenerator, UnetWithBatchNorm) {
  const ModelSpec spec = spec_of("unet_batch");
  EXPECT_EQ(spec.architecture, Architecture::kUnet);
  EXPECT_EQ(spec.unet, standard_unet(5, 4));
  EXPECT_EQ(spec.norm, NormSpec());
  EXPECT_EQ(spec.in_channels, 3);
  EXPECT_EQ(spec.out_channels, 1);
  EXPECT_EQ(spec.out_channel_order, "grey");
  EXPECT_EQ(spec.norm_stats, NormStats::kFrame);
  EXPECT_EQ(spec.training_width, 256);
}

TEST_F(ForeignGenerator, UnetWithInstanceNorm) {
  const ModelSpec spec = spec_of("unet_instance");
  EXPECT_EQ(spec.norm.kind, NormKind::kInstance);
  EXPECT_FALSE(spec.norm.affine);
  EXPECT_TRUE(spec.unet.conv_bias);
  EXPECT_EQ(spec.unet.depth, 4);
  EXPECT_EQ(spec.in_channels, 1);
  EXPECT_EQ(spec.out_channels, 3);
}

TEST_F(ForeignGenerator, ResnetOfEitherNorm) {
  const ModelSpec batch = spec_of("resnet_batch");
  EXPECT_EQ(batch.architecture, Architecture::kResnet);
  EXPECT_EQ(batch.resnet, (ResnetSpec{.blocks = 2, .ngf = 4}));
  const ModelSpec instance = spec_of("resnet_instance");
  EXPECT_EQ(instance.resnet,
            (ResnetSpec{.blocks = 3, .ngf = 4, .conv_bias = true}));
  EXPECT_EQ(instance.out_channels, 1);
}

// Blocks with dropout have their second convolution one place further on.
TEST_F(ForeignGenerator, ResnetWithDropout) {
  NamedTensors state = read_state(made_ / "resnet_batch.pth");
  for (auto& [name, tensor] : state)
    for (const auto& [from, to] :
         {std::pair{".conv_block.6.", ".conv_block.7."},
          {".conv_block.5.", ".conv_block.6."}})
      if (const size_t at = name.find(from); at != std::string::npos)
        name.replace(at, std::string(from).size(), to);
  const ModelSpec spec = foreign_spec(state, {});
  EXPECT_EQ(spec.resnet.dropout, 0.5);
  EXPECT_NO_THROW(make_model(spec, state, "x"));
}

TEST_F(ForeignGenerator, WhatIsNoneIsRefusedByName) {
  const auto error = [&](const char* name) {
    return message_of([&] { load_foreign(made_ / name, {}); });
  };
  const std::string vgg = error("vgg16.pth");
  EXPECT_TRUE(contains(vgg, "vgg16.pth' cannot be imported"));
  EXPECT_TRUE(contains(vgg, "neither 'model.model.0.weight' (a U-Net)"));
}

TEST_F(ForeignGenerator, WhatDoesNotFitIsNamed) {
  NamedTensors state = read_state(made_ / "unet_batch.pth");
  const auto error = [&] {
    const ModelSpec spec = foreign_spec(state, {});
    return message_of([&] { make_model(spec, state, "x.pth"); });
  };
  std::erase_if(state, [](const auto& entry) {
    return entry.first == "model.model.1.model.1.weight";
  });
  state.emplace_back("model.extra", torch::zeros({1, 1, 1, 1}));
  EXPECT_TRUE(contains(error(),
                       "'x.pth' does not fit: it lacks "
                       "'model.model.1.model.1.weight' [8, 4, 4, 4]"));
  state.pop_back();
  state.emplace_back("model.model.1.model.1.weight",
                     torch::zeros({8, 5, 4, 4}));
  EXPECT_TRUE(contains(error(), "has shape [8, 5, 4, 4]"));
}

// Names and first layers tell of a network of gigabytes, the rest is not there.
TEST_F(ForeignGenerator, ALargeOneThatIsNotThereTakesNoMemory) {
  NamedTensors state = read_state(made_ / "unet_batch.pth");
  for (auto& [name, tensor] : state)
    if (name == "model.model.0.weight") tensor = torch::zeros({1024, 3, 4, 4});
  EXPECT_TRUE(contains(
      message_of([&] { make_model(foreign_spec(state, {}), state, "x.pth"); }),
      "'x.pth' does not fit: its spec describes a network of "));
}

TEST_F(ForeignGenerator, AFileOfNeitherFormatIsSaidToBeNeither) {
  const tests::TemporaryFolder folder;
  tests::write_text(folder / "notes.txt", "no weights, but a line of text");
  const std::string message =
      message_of([&] { load_foreign(folder / "notes.txt", {}); });
  EXPECT_TRUE(contains(message, "notes.txt"));
  EXPECT_TRUE(contains(message, "nor did PyTorch's torch.save write it"));
}

}  // namespace
}  // namespace p2p
