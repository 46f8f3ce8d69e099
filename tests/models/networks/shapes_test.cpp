// SPDX-License-Identifier: MIT
// Networks: parameter counts, keys and shapes of the published ones.
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "models/networks/generator.h"
#include "models/networks/initialise.h"
#include "models/networks/patch_gan.h"
#include "models/weights/model_file.h"

namespace p2p {
namespace {

int64_t parameter_count(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const torch::Tensor& p : module.parameters()) count += p.numel();
  return count;
}

std::set<std::string> keys_of(const torch::nn::Module& module) {
  std::set<std::string> keys;
  for (const auto& [name, tensor] : state_of(module)) keys.insert(name);
  return keys;
}

ModelSpec unet(int depth, int ngf, NormKind kind = NormKind::kBatch) {
  ModelSpec spec;
  spec.unet = standard_unet(depth, ngf);
  spec.norm = {.kind = kind, .affine = kind == NormKind::kBatch};
  spec.unet.conv_bias = kind != NormKind::kBatch;
  return spec;
}

// Counts that users of the original see in their logs.
TEST(Networks, ParameterCountsOfTheOriginals) {
  EXPECT_EQ(parameter_count(*make_generator(unet(8, 64))), 54413955);
  EXPECT_EQ(parameter_count(*make_generator(unet(7, 64))), 41828995);
  EXPECT_EQ(parameter_count(*PatchGan(PatchGanSpec{})), 2768705);
  ModelSpec resnet;
  resnet.architecture = Architecture::kResnet;
  EXPECT_EQ(parameter_count(*make_generator(resnet)), 11383427);
}

TEST(Networks, UnetHasTheKeysOfTheOriginal) {
  const auto keys = keys_of(*make_generator(unet(8, 4)));
  EXPECT_EQ(keys.size(), 82u);
  for (const char* key :
       {"model.model.0.weight", "model.model.1.model.2.running_var",
        "model.model.1.model.3.model.3.model.3.model.3.model.3.model.3.model.1."
        "weight",
        "model.model.1.model.3.model.3.model.3.model.3.model.3.model.3.model.4."
        "num_batches_tracked",
        "model.model.1.model.6.bias", "model.model.3.bias"})
    EXPECT_TRUE(keys.contains(key)) << key;
  EXPECT_EQ(keys_of(*make_generator(unet(7, 4))).size(), 70u);
}

TEST(Networks, InstanceNormHasBiasesAndNoNormKeys) {
  for (const std::string& key :
       keys_of(*make_generator(unet(5, 4, NormKind::kInstance))))
    EXPECT_EQ(key.find("running"), std::string::npos) << key;
  EXPECT_EQ(keys_of(*make_generator(unet(5, 4, NormKind::kInstance))).size(),
            20u);
}

TEST(Networks, ResnetHasTheKeysOfTheOriginal) {
  ModelSpec spec;
  spec.architecture = Architecture::kResnet;
  spec.resnet = {.blocks = 9, .ngf = 4, .dropout = 0.5};
  const auto keys = keys_of(*make_generator(spec));
  for (const char* key : {"model.1.weight", "model.10.conv_block.1.weight",
                          "model.18.conv_block.7.running_mean",
                          "model.19.weight", "model.26.bias"})
    EXPECT_TRUE(keys.contains(key)) << key;
}

TEST(Networks, DiscriminatorShapes) {
  const torch::Tensor x = torch::zeros({1, 6, 256, 256});
  EXPECT_EQ(PatchGan(PatchGanSpec{.ndf = 4})->forward(x).sizes(),
            (std::vector<int64_t>{1, 1, 30, 30}));
  EXPECT_EQ(PatchGan(PatchGanSpec{.ndf = 4, .n_layers = 0})->forward(x).sizes(),
            (std::vector<int64_t>{1, 1, 256, 256}));
  const auto keys = keys_of(*PatchGan(PatchGanSpec{.ndf = 4, .n_layers = 0}));
  EXPECT_TRUE(keys.contains("net.5.weight"));
  EXPECT_FALSE(keys.contains("net.5.bias"));
}

TEST(Networks, EveryVariantKeepsTheSize) {
  const torch::NoGradGuard no_grad;
  ModelSpec spec = unet(3, 4);
  std::vector<ModelSpec> variants(7, spec);
  variants[0].unet.upsampling = Upsampling::kResize;
  variants[1].unet.skip_activation = SkipActivation::kEncoder;
  variants[2].unet.bottleneck_norm = true;
  variants[3].unet.concat_order = ConcatOrder::kUpFirst;
  variants[4].unet = standard_unet(1, 4);
  variants[5].output_activation = OutputActivation::kSigmoid;
  variants[6].unet.full_size_features = 5;
  for (const ModelSpec& variant : variants) {
    const auto network = make_generator(variant);
    EXPECT_EQ(network->forward(torch::zeros({2, 3, 16, 24})).sizes(),
              (std::vector<int64_t>{2, 3, 16, 24}))
        << to_json(variant);
  }
}

TEST(Networks, InitialisationIsSeededAndHasThePapersSpread) {
  const auto one = make_generator(unet(5, 16));
  const auto two = make_generator(unet(5, 16));
  initialise_normal(*one, 7);
  initialise_normal(*two, 7);
  for (size_t i = 0; i < one->parameters().size(); ++i)
    EXPECT_TRUE(one->parameters()[i].equal(two->parameters()[i]));
  const torch::Tensor weight =
      one->named_parameters()["model.model.1.model.1.weight"];
  EXPECT_NEAR(weight.std().item<float>(), 0.02f, 0.001f);
  EXPECT_NEAR(weight.mean().item<float>(), 0.0f, 0.001f);
  initialise_normal(*two, 8);
  EXPECT_FALSE(one->parameters()[0].equal(two->parameters()[0]));
}

// Standard deviations as torch.nn.init's xavier_normal_ and kaiming_normal_
// define them, for 16 to 32 channels and kernels of 4x4.
TEST(Networks, InitialisationsHaveTheirSpread) {
  constexpr float kTolerance = 0.03f;  // relative, 8192 draws
  const double fan_in = 16 * 16, fan_out = 32 * 16;
  for (const auto& [kind, wanted] :
       {std::pair{InitKind::kXavier, 0.5 * std::sqrt(2 / (fan_in + fan_out))},
        {InitKind::kKaiming, std::sqrt(2 / fan_in)}}) {
    const auto network = make_generator(unet(5, 16));
    initialise(*network, kind, 1, 0.5);
    const torch::Tensor weight =
        network->named_parameters()["model.model.1.model.1.weight"];
    EXPECT_NEAR(weight.std().item<float>() / wanted, 1.0f, kTolerance);
  }
}

TEST(Networks, OrthogonalInitialisationIsOrthogonal) {
  constexpr float kGain = 0.5f, kTolerance = 1e-5f;
  const auto network = make_generator(unet(3, 4));
  initialise(*network, InitKind::kOrthogonal, 1, kGain);
  const torch::NoGradGuard no_grad;
  for (const auto& item : network->named_parameters()) {
    if (item.value().dim() != 4) continue;
    torch::Tensor w = item.value().flatten(1);
    if (w.size(0) > w.size(1)) w = w.t();
    const torch::Tensor product = w.mm(w.t());
    EXPECT_LT((product - kGain * kGain * torch::eye(w.size(0)))
                  .abs()
                  .max()
                  .item<float>(),
              kTolerance)
        << item.key();
  }
}

}  // namespace
}  // namespace p2p
