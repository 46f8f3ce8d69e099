// SPDX-License-Identifier: MIT
// Every loss, by hand and against PyTorch.
#include <gtest/gtest.h>

#include "models/networks/patch_gan.h"
#include "models/weights/model_file.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "trainer/training/gan_loss.h"
#include "trainer/training/pixel_losses.h"
#include "trainer/training/reconstruction.h"

namespace p2p {
namespace {

using tests::max_difference;
using tests::tensor_at;

constexpr double kTolerance = 1e-5;  // fp32 sums of a few dozen values

double value(const torch::Tensor& loss) { return loss.item<double>(); }

TEST(GanLoss, ByHand) {
  const torch::Tensor logits = torch::tensor({0.0f, 2.0f});
  // -log sigmoid(0) = log 2, -log sigmoid(2) = log(1 + e^-2)
  EXPECT_NEAR(value(gan_loss(GanMode::kVanilla, logits, true)),
              (0.693147 + 0.126928) / 2, kTolerance);
  EXPECT_NEAR(value(gan_loss(GanMode::kVanilla, logits, false)),
              (0.693147 + 2.126928) / 2, kTolerance);
  EXPECT_NEAR(value(gan_loss(GanMode::kLsgan, logits, true)), 1.0, kTolerance);
  EXPECT_NEAR(value(gan_loss(GanMode::kLsgan, logits, false)), 2.0, kTolerance);
  EXPECT_NEAR(value(gan_loss(GanMode::kWgangp, logits, true)), -1.0,
              kTolerance);
  EXPECT_NEAR(value(gan_loss(GanMode::kWgangp, logits, false)), 1.0,
              kTolerance);
}

TEST(GanLoss, UnknownModeSaysWhichAreKnown) {
  EXPECT_EQ(tests::message_of([] { gan_mode_from_string("wgan"); }),
            "gan_mode 'wgan' is unknown; known: vanilla, lsgan, wgangp, none");
}

// A linear judgement has the same gradient everywhere: 3 on each of 4 values.
TEST(GradientPenalty, OfALinearJudge) {
  const torch::Tensor x = torch::zeros({1, 1, 2, 2});
  const torch::Tensor found =
      gradient_penalty([](const torch::Tensor& y) { return 3 * y; }, x, x + 1,
                       torch::full({1, 1, 1, 1}, 0.5));
  EXPECT_NEAR(value(found), (6.0 - 1.0) * (6.0 - 1.0), kTolerance);
}

TEST(PixelLosses, ByHand) {
  const torch::Tensor p = torch::tensor({0.0f, 0.5f, 1.0f, 1.0f});
  const torch::Tensor t = torch::tensor({0.0f, 1.0f, 1.0f, 0.0f});
  const torch::Tensor output = p.view({1, 1, 2, 2});
  const torch::Tensor target = t.view({1, 1, 2, 2});
  EXPECT_NEAR(value(p2p::l1_loss(output, target)), 1.5 / 4, kTolerance);
  // log 0 counts as -100
  EXPECT_NEAR(value(bce_loss(output, target)), (0.693147 + 100.0) / 4,
              kTolerance * 100);
  // 2 * 1.5 + 1 over 2.5 + 2 + 1
  EXPECT_NEAR(value(dice_loss(output, target)), 1.0 - 4.0 / 5.5, kTolerance);
}

TEST(PixelLosses, WeightsChooseTheRegion) {
  const torch::Tensor output = torch::tensor({0.1f, 0.9f}).view({1, 1, 1, 2});
  const torch::Tensor target = torch::tensor({0.3f, 0.0f}).view({1, 1, 1, 2});
  const torch::Tensor first = torch::tensor({1.0f, 0.0f}).view({1, 1, 1, 2});
  const torch::Tensor none = torch::zeros({1, 1, 1, 2});
  EXPECT_NEAR(value(p2p::l1_loss(output, target, first)), 0.2, kTolerance);
  EXPECT_EQ(value(p2p::l1_loss(output, target, none)), 0.0);
  EXPECT_EQ(value(bce_loss(output, target, none)), 0.0);
  EXPECT_EQ(value(dice_loss(output, target, none)), 0.0);
}

TEST(PixelLosses, TwoEmptyMasksAgree) {
  const torch::Tensor empty = torch::zeros({2, 1, 4, 4});
  EXPECT_EQ(value(dice_loss(empty, empty)), 0.0);
}

TEST(Reconstruction, OnlyWhatIsAskedForInItsRange) {
  const torch::Tensor black = torch::full({1, 1, 4, 4}, -1.0f);
  const torch::Tensor grey = torch::zeros({1, 1, 4, 4});
  const auto terms =
      reconstruction_terms({.l1 = 0.0, .bce = 2.0}, grey, black, {});
  ASSERT_EQ(terms.size(), 1u);
  EXPECT_STREQ(terms[0].name, "G_BCE");
  EXPECT_EQ(terms[0].weight, 2.0);
  EXPECT_NEAR(value(terms[0].value), 0.693147, kTolerance);  // p is 0.5, t is 0
}

class LossParity : public ::testing::Test {
 protected:
  void SetUp() override {
    if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  }
};

TEST_F(LossParity, GanLosses) {
  const SafetensorsFile file = tests::parity_fixture("gan_losses");
  const torch::Tensor logits = tensor_at(file, "logits");
  for (const char* mode : {"vanilla", "lsgan", "wgangp"})
    for (const bool real : {true, false}) {
      const std::string key = mode + std::string(real ? ".real" : ".fake");
      EXPECT_NEAR(value(gan_loss(gan_mode_from_string(mode), logits, real)),
                  value(tensor_at(file, key)), kTolerance)
          << key;
    }
}

TEST_F(LossParity, GradientPenaltyAndItsOwnGradient) {
  const SafetensorsFile file = tests::parity_fixture("gradient_penalty");
  PatchGan critic(
      PatchGanSpec{.ndf = 4,
                   .n_layers = 1,
                   .norm = {.kind = NormKind::kInstance, .affine = false},
                   .conv_bias = true});
  load_state(*critic, file, "critic.");
  const torch::Tensor penalty = gradient_penalty(
      [&](const torch::Tensor& x) { return critic->forward(x); },
      tensor_at(file, "real"), tensor_at(file, "fake"),
      tensor_at(file, "share"));
  EXPECT_NEAR(value(penalty), value(tensor_at(file, "penalty")),
              10 * kTolerance);
  penalty.backward();
  EXPECT_LT(max_difference(critic->named_parameters()["model.2.weight"].grad(),
                           tensor_at(file, "gradient")),
            10 * kTolerance);
}

using PixelLoss = torch::Tensor (*)(const torch::Tensor&, const torch::Tensor&,
                                    const torch::Tensor&);

/// The loss of "p" and "t", without weights, with "w" and with its gradient.
void expect_pixel_loss(const SafetensorsFile& file, PixelLoss loss,
                       const std::string& prefix) {
  const torch::Tensor p = tensor_at(file, "p").requires_grad_(true);
  const torch::Tensor t = tensor_at(file, "t"), w = tensor_at(file, "w");
  EXPECT_NEAR(value(loss(p, t, {})), value(tensor_at(file, prefix + "plain")),
              kTolerance);
  const torch::Tensor weighted = loss(p, t, w);
  EXPECT_NEAR(value(weighted), value(tensor_at(file, prefix + "weighted")),
              kTolerance);
  weighted.backward();
  EXPECT_LT(max_difference(p.grad(), tensor_at(file, prefix + "gradient")),
            kTolerance)
      << prefix;
}

TEST_F(LossParity, PixelLossesTheirWeightsAndGradients) {
  const SafetensorsFile file = tests::parity_fixture("pixel_losses");
  expect_pixel_loss(file, p2p::l1_loss, "l1.");
  expect_pixel_loss(file, bce_loss, "bce.");
  expect_pixel_loss(file, dice_loss, "dice.");
}

TEST_F(LossParity, StructuralSimilarityItsWeightsAndGradient) {
  expect_pixel_loss(tests::parity_fixture("ssim_losses"), ssim_loss, "");
}

}  // namespace
}  // namespace p2p
