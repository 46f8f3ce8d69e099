// SPDX-License-Identifier: MIT
// The same weights and input give what PyTorch gives.
#include <gtest/gtest.h>

#include "models/networks/generator.h"
#include "models/networks/patch_gan.h"
#include "models/weights/model_file.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::max_difference;
using tests::parity_fixture;
using tests::tensor_at;

constexpr double kTolerance = 1e-4;  // fp32, outputs in [-1, 1]

class Parity : public ::testing::Test {
 protected:
  void SetUp() override {
    if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  }
};

class GeneratorParity : public Parity,
                        public ::testing::WithParamInterface<const char*> {};

TEST_P(GeneratorParity, FrameAndRunningStatistics) {
  const SafetensorsFile file = parity_fixture(GetParam());
  const ModelSpec spec = model_spec_from_json(file.metadata().at("spec"));
  const auto network = make_generator(spec);
  load_state(*network, file, "weights.");
  network->eval();
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = tensor_at(file, "input");
  set_norm_mode(*network, NormMode::kRunning);
  EXPECT_LT(max_difference(network->forward(x), tensor_at(file, "running")),
            kTolerance);
  set_norm_mode(*network, NormMode::kFrame);
  EXPECT_LT(max_difference(network->forward(x), tensor_at(file, "frame")),
            kTolerance);
  set_norm_mode(*network, NormMode::kTrain);
  EXPECT_LT(max_difference(network->forward(x), tensor_at(file, "frame")),
            kTolerance);
}

INSTANTIATE_TEST_SUITE_P(Networks, GeneratorParity,
                         ::testing::Values("unet_8_batch", "unet_5_batch",
                                           "unet_4_instance", "unet_3_none",
                                           "unet_full_size_batch",
                                           "unet_full_size_instance",
                                           "resnet_batch", "resnet_instance"));

TEST_F(Parity, Discriminators) {
  for (const int n_layers : {1, 3}) {
    const SafetensorsFile file =
        parity_fixture("patch_gan_" + std::to_string(n_layers));
    PatchGan network(PatchGanSpec{.ndf = 8, .n_layers = n_layers});
    load_state(*network, file, "weights.");
    set_norm_mode(*network, NormMode::kTrain);
    const torch::NoGradGuard no_grad;
    const torch::Tensor frame = tensor_at(file, "frame");
    const torch::Tensor found = network->forward(tensor_at(file, "input"));
    EXPECT_LT(max_difference(found, frame),
              kTolerance * frame.abs().max().item<double>());
  }
}

// Python's own package reads what we write, and we read what it writes.
TEST_F(Parity, SafetensorsFilesBothWays) {
  const tests::TemporaryFolder folder;
  ModelSpec spec;
  spec.unet = standard_unet(3, 4);
  spec.task = "a round trip through Python";
  const auto network = make_generator(spec);
  for (const auto dtype : {torch::kFloat, torch::kHalf, torch::kBFloat16}) {
    save_model(folder / "ours.safetensors", spec, *network, dtype);
    tests::run_python("copy_file.py", {folder / "ours.safetensors",
                                       folder / "theirs.safetensors"});
    const Model ours = load_model(folder / "ours.safetensors");
    const Model theirs = load_model(folder / "theirs.safetensors");
    EXPECT_EQ(theirs.spec, spec);
    const auto a = state_of(*ours.generator), b = state_of(*theirs.generator);
    for (size_t i = 0; i < a.size(); ++i)
      EXPECT_TRUE(a[i].second.equal(b[i].second)) << a[i].first;
  }
}

}  // namespace
}  // namespace p2p
