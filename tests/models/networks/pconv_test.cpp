// SPDX-License-Identifier: MIT
// Partial convolutions: the formula, whole networks, types, and their inputs.
#include <algorithm>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "models/inference/plain_plan.h"
#include "models/networks/initialise.h"
#include "models/networks/masked_input.h"
#include "models/networks/pconv_generator.h"
#include "models/weights/model_file.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "trainer/training/autocast.h"

namespace p2p {
namespace {

using tests::max_difference;
using tests::message_of;
using tests::parity_fixture;
using tests::tensor_at;

constexpr double kTolerance = 1e-4;  // fp32, of the largest value

ModelSpec pconv_spec(int depth, int ngf) {
  ModelSpec spec;
  spec.architecture = Architecture::kPconv;
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.output_activation = OutputActivation::kLinear;
  spec.pconv = {.depth = depth, .ngf = ngf};
  return spec;
}

std::shared_ptr<Generator> random_network(const ModelSpec& spec) {
  auto network = make_generator(spec);
  initialise_normal(*network, /*seed=*/3, /*gain=*/0.05);
  return network;
}

/// Pictures with no hole, with nothing else, a box, and single pixels.
torch::Tensor some_holes(int64_t size) {
  torch::manual_seed(1);
  torch::Tensor holes = torch::zeros({4, 1, size, size});
  holes[1].fill_(1.0);
  holes[2].slice(1, 3, size - 5).slice(2, 0, size / 2).fill_(1.0);
  holes[3] = (torch::rand({1, size, size}) < 0.4).to(torch::kFloat);
  return holes;
}

torch::Tensor some_input(const ModelSpec& spec, int64_t size) {
  const torch::Tensor holes = some_holes(size);
  const torch::Tensor picture =
      torch::rand({4, picture_channels(spec), size, size}) * 2 - 1;
  return masked_input(spec, picture, holes);
}

/// Largest |found - wanted|, of the largest |wanted|.
double relative_difference(const torch::Tensor& found,
                           const torch::Tensor& wanted) {
  const double largest = wanted.abs().max().item<double>();
  return max_difference(found, wanted) / std::max(largest, 1e-3);
}

class PconvParity : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  }
};

using PartialConvParity = PconvParity;

// A mask of full size, convolved with ones, gives what one plane gives.
TEST_P(PartialConvParity, FeaturesMaskAndGradients) {
  const SafetensorsFile file = parity_fixture("pconv_layer_" + GetParam());
  const int kernel = GetParam()[0] - '0', stride = GetParam()[2] - '0';
  const bool bias = file.find("bias");
  PartialConv layer(torch::nn::Conv2dOptions(8, 6, kernel)
                        .stride(stride)
                        .padding(kernel / 2)
                        .bias(bias));
  {
    const torch::NoGradGuard no_grad;
    layer->weight.copy_(tensor_at(file, "weight"));
    if (bias) layer->bias.copy_(tensor_at(file, "bias"));
  }
  const torch::Tensor x0 = tensor_at(file, "x0").requires_grad_();
  const torch::Tensor x1 = tensor_at(file, "x1").requires_grad_();
  const MaskedFeatures y =
      layer->forward({masked(x0, tensor_at(file, "mask0")),
                      masked(x1, tensor_at(file, "mask1"))});
  EXPECT_TRUE(y.mask.equal(tensor_at(file, "known")));
  EXPECT_FALSE(y.mask.requires_grad());
  EXPECT_LT(relative_difference(y.features, tensor_at(file, "y")), kTolerance);
  (y.features * tensor_at(file, "probe")).sum().backward();
  const auto expect_gradient = [&](const torch::Tensor& tensor,
                                   const std::string& name) {
    EXPECT_LT(
        relative_difference(tensor.grad(), tensor_at(file, name + ".grad")),
        kTolerance)
        << name;
  };
  expect_gradient(x0, "x0");
  expect_gradient(x1, "x1");
  expect_gradient(layer->weight, "weight");
  if (bias) expect_gradient(layer->bias, "bias");
}

INSTANTIATE_TEST_SUITE_P(Kernels, PartialConvParity,
                         testing::Values("7_2_bias", "7_2_plain", "5_2_bias",
                                         "5_2_plain", "3_2_bias", "3_2_plain",
                                         "3_1_bias", "3_1_plain"));

class PconvNetworkParity : public PconvParity {
 protected:
  void SetUp() override {
    PconvParity::SetUp();
    if (IsSkipped()) return;
    file_.emplace(parity_fixture("pconv_" + GetParam()));
    network_ =
        make_generator(model_spec_from_json(file_->metadata().at("spec")));
    load_state(*network_, *file_, "weights.");
  }
  torch::Tensor at(const std::string& key) const {
    return tensor_at(*file_, key);
  }

  std::optional<SafetensorsFile> file_;
  std::shared_ptr<Generator> network_;
};

TEST_P(PconvNetworkParity, FrameAndRunningStatistics) {
  const torch::NoGradGuard no_grad;
  for (const auto& [mode, name] : {std::pair{NormMode::kRunning, "running"},
                                   std::pair{NormMode::kFrame, "frame"}}) {
    set_norm_mode(*network_, mode);
    EXPECT_LT(relative_difference(network_->forward(at("input")), at(name)),
              kTolerance)
        << name;
  }
}

TEST_P(PconvNetworkParity, Gradients) {
  for (const auto& [mode, name] : {std::pair{NormMode::kRunning, "running."},
                                   std::pair{NormMode::kTrain, "train."}}) {
    set_norm_mode(*network_, mode);
    network_->zero_grad();
    (network_->forward(at("input")) * at("probe")).sum().backward();
    for (const auto& item : network_->named_parameters())
      EXPECT_LT(relative_difference(item.value().grad(), at(name + item.key())),
                kTolerance)
          << name << item.key();
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, PconvNetworkParity,
                         testing::Values("7", "4_skip_first", "3_grey"));

TEST(Pconv, ParameterCountsOfThePaper) {
  const auto count = [](const ModelSpec& spec) {
    int64_t weights = 0;
    for (const torch::Tensor& p : make_generator(spec)->parameters())
      if (p.dim() == 4) weights += p.numel();
    EXPECT_EQ(weights, convolution_weights(spec));
    return weights;
  };
  EXPECT_EQ(count(pconv_spec(7, 64)), 25770961);
  EXPECT_EQ(count(pconv_spec(8, 64)), 32848849);
}

TEST(Pconv, KeysThatImportsCanBeMappedTo) {
  std::set<std::string> keys;
  for (const auto& [name, tensor] : state_of(*make_generator(pconv_spec(7, 4))))
    keys.insert(name);
  for (const char* key :
       {"encoder.enc1.conv.weight", "encoder.enc1.conv.bias",
        "encoder.enc7.bn.running_var", "decoder.dec7.conv.weight",
        "decoder.dec2.bn.num_batches_tracked", "decoder.dec1.conv.bias"})
    EXPECT_TRUE(keys.contains(key)) << key;
  EXPECT_FALSE(keys.contains("encoder.enc1.bn.weight"));
  EXPECT_FALSE(keys.contains("encoder.enc2.conv.bias"));
  EXPECT_FALSE(keys.contains("decoder.dec1.bn.weight"));
}

// What lies in holes does not reach the output.
TEST(Pconv, HolesAreNotLookedAt) {
  const torch::NoGradGuard no_grad;
  const ModelSpec spec = pconv_spec(3, 4);
  const auto network = random_network(spec);
  const torch::Tensor x = some_input(spec, 32);
  const torch::Tensor holes = some_holes(32);
  torch::Tensor other = x.clone();
  other.narrow(1, 0, 3).add_(holes * 0.7);
  EXPECT_TRUE(network->forward(x).equal(network->forward(other)));
  EXPECT_EQ(network->forward(x)[1].abs().max().item<float>(), 0.0f);
}

TEST(Pconv, FiniteInEveryPrecision) {
  const ModelSpec spec = pconv_spec(5, 8);
  const torch::Tensor x = some_input(spec, 64);
  for (const torch::ScalarType type : {torch::kBFloat16, torch::kHalf})
    for (const NormMode mode : {NormMode::kRunning, NormMode::kFrame}) {
      const torch::NoGradGuard no_grad;
      const auto network = random_network(spec);
      convert_generator(*network, torch::kCPU, type);
      set_norm_mode(*network, mode);
      const torch::Tensor y = network->forward(x.to(type));
      EXPECT_EQ(y.scalar_type(), type);
      EXPECT_TRUE(y.isfinite().all().item<bool>());
    }
}

// Mixed precision as the trainer uses it: masks must stay exact, results near
// those of fp32, gradients finite.
TEST(Pconv, TrainsUnderAutocast) {
  constexpr double kBf16Difference = 0.05;  // of the largest value
  const ModelSpec spec = pconv_spec(4, 8);
  const torch::Tensor x = some_input(spec, 64);
  const auto network = random_network(spec);
  const torch::Tensor wanted = network->forward(x).detach();
  torch::Tensor found;
  {
    const Autocast autocast(torch::kCPU, true);
    found = network->forward(x);
    PartialConv layer =
        dynamic_cast<PconvGenerator&>(*network).encoder_layers()[0]->conv();
    const torch::Tensor mask = 1.0 - some_holes(64);
    const MaskedFeatures y = layer->forward({masked(x.narrow(1, 0, 3), mask)});
    EXPECT_EQ(y.mask.scalar_type(), torch::kFloat);
    EXPECT_EQ(y.features.scalar_type(), torch::kBFloat16);
  }
  EXPECT_LT(relative_difference(found.to(torch::kFloat), wanted),
            kBf16Difference);
  found.to(torch::kFloat).square().mean().backward();
  for (const auto& item : network->named_parameters())
    EXPECT_TRUE(item.value().grad().isfinite().all().item<bool>())
        << item.key();
}

// The second stage of training: the decoder's statistics move on alone.
TEST(Pconv, EncoderStatisticsCanBeFrozen) {
  const ModelSpec spec = pconv_spec(3, 4);
  const auto network = random_network(spec);
  set_norm_mode(*network, NormMode::kTrain);
  ASSERT_NE(network->encoder(), nullptr);
  set_norm_mode(*network->encoder(), NormMode::kRunning);
  network->forward(some_input(spec, 32));
  const auto buffers = network->named_buffers();
  EXPECT_EQ(buffers["encoder.enc2.bn.running_mean"].abs().max().item<float>(),
            0.0f);
  EXPECT_NE(buffers["decoder.dec2.bn.running_mean"].abs().max().item<float>(),
            0.0f);
  EXPECT_EQ(make_generator(ModelSpec{})->encoder(), nullptr);
}

TEST(MaskedInput, BlanksHolesAndAddsTheMask) {
  ModelSpec spec = pconv_spec(2, 4);
  spec.range_low = 0.0;
  const torch::Tensor picture = torch::full({1, 3, 1, 2}, 0.7f);
  const torch::Tensor holes = torch::tensor({0.0f, 1.0f}).view({1, 1, 1, 2});
  const torch::Tensor x = masked_input(spec, picture, holes);
  const float wanted[4][2] = {{0.7f, 0}, {0.7f, 0}, {0.7f, 0}, {0, 1}};
  ASSERT_EQ(x.sizes(), (std::vector<int64_t>{1, 4, 1, 2}));
  for (int c = 0; c < 4; ++c)
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(x[0][c][0][i].item<float>(), wanted[c][i]);
  spec.range_low = -1.0;
  const torch::Tensor signed_x =
      masked_input(spec, picture, holes.to(torch::kByte));
  EXPECT_EQ(signed_x[0][3][0][0].item<float>(), -1.0f);
  EXPECT_EQ(signed_x[0][3][0][1].item<float>(), 1.0f);
}

TEST(MaskedInput, BlankOnlyAndNone) {
  ModelSpec spec;
  const torch::Tensor picture = torch::ones({2, 3, 4, 4});
  const torch::Tensor holes = torch::ones({2, 1, 4, 4});
  EXPECT_NE(message_of([&] {
              masked_input(spec, picture, holes);
            }).find("no mask input"),
            std::string::npos);
  spec.mask_input = MaskInput::kBlank;
  EXPECT_TRUE(masked_input(spec, picture, holes).equal(picture * 0));
  EXPECT_NE(message_of([&] {
              masked_input(spec, picture, holes.expand({2, 3, 4, 4}));
            }).find("wanted are [N, 3, H, W] and [N, 1, H, W]"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p
