// SPDX-License-Identifier: MIT
// Losses, optimiser, schedule and the step, against PyTorch and by literals.
#include <cmath>

#include <gtest/gtest.h>

#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "trainer/training/losses.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/schedule.h"

namespace p2p {
namespace {

TEST(Losses, VanillaAndLsganByHand) {
  const torch::Tensor logits = torch::tensor({0.0f, 2.0f});
  // -log sigmoid(0) = log 2, -log sigmoid(2) = log(1 + e^-2)
  EXPECT_NEAR(gan_loss(GanMode::kVanilla, logits, true).item<double>(),
              (0.693147 + 0.126928) / 2, 1e-5);
  EXPECT_NEAR(gan_loss(GanMode::kVanilla, logits, false).item<double>(),
              (0.693147 + 2.126928) / 2, 1e-5);
  EXPECT_NEAR(gan_loss(GanMode::kLsgan, logits, true).item<double>(), 1.0,
              1e-6);
  EXPECT_NEAR(gan_loss(GanMode::kLsgan, logits, false).item<double>(), 2.0,
              1e-6);
}

TEST(Losses, UnknownModeSaysWhichAreKnown) {
  EXPECT_EQ(tests::message_of([] { gan_mode_from_string("wgan"); }),
            "gan_mode 'wgan' is unknown; known: vanilla, lsgan");
}

TEST(Schedule, ConstantThenLinear) {
  const Schedule schedule{100, 100};
  EXPECT_EQ(schedule.factor(1), 1.0);
  EXPECT_EQ(schedule.factor(100), 1.0);
  EXPECT_NEAR(schedule.factor(101), 100.0 / 101.0, 1e-12);
  EXPECT_NEAR(schedule.factor(200), 1.0 / 101.0, 1e-12);
  EXPECT_NEAR(settling_factor(0, 10), 0.25, 1e-12);
  EXPECT_NEAR(settling_factor(5, 10), 0.125, 1e-12);
}

// Five steps from the same start and data give PyTorch's losses.
TEST(Pix2PixStep, FiveStepsOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  constexpr double kRelative = 1e-3;
  const SafetensorsFile file = tests::parity_fixture("training_vanilla");
  ModelSpec spec;
  spec.unet = standard_unet(5, 8);
  const auto generator = make_generator(spec);
  PatchGan discriminator(PatchGanSpec{.ndf = 8, .n_layers = 2});
  load_state(*generator, file, "generator.");
  load_state(*discriminator, file, "discriminator.");
  Pix2PixStep step(generator, discriminator, {}, torch::kCPU);
  const torch::Tensor expected = tests::tensor_at(file, "losses");
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    const NamedLosses losses = step(
        {tests::tensor_at(file, "a." + n), tests::tensor_at(file, "b." + n)});
    for (int k = 0; k < 4; ++k) {
      const double wanted = expected[i][k].item<double>();
      EXPECT_NEAR(losses[k].second, wanted, kRelative * wanted)
          << losses[k].first << " in step " << i;
    }
  }
}

/// A small pair of networks and a batch that is always the same.
struct Small {
  explicit Small(bool bf16, GanMode mode = GanMode::kVanilla)
      : step(make(), PatchGan(PatchGanSpec{.ndf = 8, .n_layers = 1}),
             {.gan_mode = mode, .bf16 = bf16}, torch::kCPU) {
    torch::manual_seed(1);
    batch = {torch::rand({1, 3, 32, 32}) * 2 - 1,
             torch::rand({1, 3, 32, 32}) * 2 - 1};
  }
  static std::shared_ptr<Generator> make() {
    ModelSpec spec;
    spec.unet = standard_unet(4, 8);
    auto generator = make_generator(spec);
    initialise_normal(*generator, 1);
    return generator;
  }
  double l1_after(int steps) {
    double l1 = 0.0;
    for (int i = 0; i < steps; ++i) l1 = step(batch)[1].second;
    return l1;
  }
  Pix2PixStep step;
  Batch batch;
};

// Learning one pair by heart: the simplest thing that training must do.
TEST(Pix2PixStep, LearnsOnePair) {
  Small vanilla(false);
  const double first = vanilla.l1_after(1);
  EXPECT_LT(vanilla.l1_after(150), 0.85 * first);
  Small lsgan(false, GanMode::kLsgan);
  EXPECT_LT(lsgan.l1_after(150), 0.85 * first);
}

TEST(Pix2PixStep, Bf16LearnsAlikeAndKeepsFp32Weights) {
  Small full(false), half(true);
  const double a = full.l1_after(50), b = half.l1_after(50);
  EXPECT_NEAR(a, b, 0.1 * a);
  for (const torch::Tensor& p : half.step.generator().parameters())
    EXPECT_EQ(p.scalar_type(), torch::kFloat);
}

TEST(Pix2PixStep, DiscriminatorLearnsAgainAfterItsFreeze) {
  Small small(false);
  small.step(small.batch);
  for (const torch::Tensor& p : small.step.discriminator()->parameters()) {
    EXPECT_TRUE(p.requires_grad());
    EXPECT_TRUE(p.grad().defined());
  }
}

}  // namespace
}  // namespace p2p
