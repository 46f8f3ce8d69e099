// SPDX-License-Identifier: MIT
// The training step, against PyTorch and by what it learns.
#include <gtest/gtest.h>

#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "trainer/training/pix2pix_step.h"

namespace p2p {
namespace {

// Five steps from the same start and data give PyTorch's losses.
class StepParity : public ::testing::TestWithParam<const char*> {};

TEST_P(StepParity, FiveStepsOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  constexpr double kRelative = 1e-3;
  const SafetensorsFile file =
      tests::parity_fixture(std::string("training_") + GetParam());
  ModelSpec spec;
  spec.unet = standard_unet(5, 8);
  const auto generator = make_generator(spec);
  PatchGan discriminator(PatchGanSpec{.ndf = 8, .n_layers = 2});
  load_state(*generator, file, "generator.");
  load_state(*discriminator, file, "discriminator.");
  Pix2PixStep step(generator, discriminator,
                   {.gan_mode = gan_mode_from_string(GetParam())}, torch::kCPU);
  const torch::Tensor expected = tests::tensor_at(file, "losses");
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    const NamedLosses losses = step(Batch{tests::tensor_at(file, "a." + n),
                                          tests::tensor_at(file, "b." + n),
                                          {}});
    for (int k = 0; k < 4; ++k) {
      const double wanted = expected[i][k].item<double>();
      EXPECT_NEAR(losses[k].second, wanted, kRelative * wanted)
          << losses[k].first << " in step " << i;
    }
    const double g_gan = expected[i][0].item<double>(),
                 g_l1 = expected[i][1].item<double>(),
                 d_real = expected[i][2].item<double>(),
                 d_fake = expected[i][3].item<double>();
    const double g_loss = g_gan + 100.0 * g_l1, d_loss = (d_real + d_fake) / 2;
    EXPECT_NEAR(losses[4].second, g_loss, kRelative * g_loss);
    EXPECT_NEAR(losses[5].second, d_loss, kRelative * d_loss);
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, StepParity,
                         ::testing::Values("vanilla", "lsgan"));

ModelSpec small_spec(NormKind norm = NormKind::kBatch) {
  ModelSpec spec;
  spec.unet = standard_unet(4, 8);
  spec.norm = {.kind = norm, .affine = norm == NormKind::kBatch};
  spec.unet.conv_bias = norm != NormKind::kBatch;
  return spec;
}

/// A small pair of networks and a batch that is always the same.
struct Small {
  explicit Small(const Pix2PixOptions& options,
                 NormKind norm = NormKind::kBatch)
      : step(generator(norm), judge(norm), options, torch::kCPU) {
    torch::manual_seed(1);
    batch = some_pairs(1);
  }
  static std::shared_ptr<Generator> generator(NormKind norm) {
    auto made = make_generator(small_spec(norm));
    initialise_normal(*made, 1);
    return made;
  }
  static PatchGan judge(NormKind norm) {
    const ModelSpec spec = small_spec(norm);
    PatchGan made(PatchGanSpec{.ndf = 8,
                               .n_layers = 1,
                               .norm = spec.norm,
                               .conv_bias = spec.unet.conv_bias});
    initialise_normal(*made, 2);
    return made;
  }
  static Batch some_pairs(int count) {
    return {torch::rand({count, 3, 32, 32}) * 2 - 1,
            torch::rand({count, 3, 32, 32}) * 2 - 1,
            {}};
  }
  double loss_after(int steps, const std::string& name = "G_L1") {
    NamedLosses losses;
    for (int i = 0; i < steps; ++i) losses = step(batch);
    for (const auto& [known, value] : losses)
      if (known == name) return value;
    ADD_FAILURE() << "there is no " << name;
    return 0.0;
  }
  Pix2PixStep step;
  Batch batch;
};

std::vector<std::string> names_of(const NamedLosses& losses) {
  std::vector<std::string> names;
  for (const auto& [name, value] : losses) names.push_back(name);
  return names;
}

// Learning one pair by heart: the simplest thing that training must do.
TEST(Pix2PixStep, LearnsOnePairInEveryMode) {
  const NormKind batch = NormKind::kBatch, instance = NormKind::kInstance;
  for (const auto& [mode, norm] : {std::pair{GanMode::kVanilla, batch},
                                   {GanMode::kLsgan, batch},
                                   {GanMode::kWgangp, instance},
                                   {GanMode::kNone, batch}}) {
    Small small({.gan_mode = mode}, norm);
    const double first = small.loss_after(1);
    EXPECT_LT(small.loss_after(150), 0.85 * first)
        << "mode " << static_cast<int>(mode);
  }
}

TEST(Pix2PixStep, NamesOfTheLosses) {
  Small plain({});
  EXPECT_EQ(names_of(plain.step(plain.batch)),
            (std::vector<std::string>{"G_GAN", "G_L1", "D_real", "D_fake",
                                      "g_loss", "d_loss"}));
  Small critic({.gan_mode = GanMode::kWgangp});
  EXPECT_EQ(names_of(critic.step(critic.batch)),
            (std::vector<std::string>{"G_GAN", "G_L1", "D_real", "D_fake",
                                      "D_penalty", "g_loss", "d_loss"}));
  Small alone({.gan_mode = GanMode::kNone,
               .reconstruction = {.l1 = 0.0, .bce = 1.0, .dice = 1.0}});
  EXPECT_EQ(names_of(alone.step(alone.batch)),
            (std::vector<std::string>{"G_BCE", "G_Dice", "g_loss"}));
}

TEST(Pix2PixStep, MasksAreLearntFromCrossEntropyAndDice) {
  Small small({.gan_mode = GanMode::kNone,
               .reconstruction = {.l1 = 0.0, .bce = 1.0, .dice = 1.0}});
  small.batch.b = (small.batch.b > 0).to(torch::kFloat) * 2 - 1;
  const double first = small.loss_after(1, "G_Dice");
  EXPECT_LT(small.loss_after(150, "G_Dice"), 0.85 * first);
}

TEST(Pix2PixStep, WithoutDiscriminatorNoneIsNeeded) {
  Pix2PixStep step(Small::generator(NormKind::kBatch), PatchGan(nullptr),
                   {.gan_mode = GanMode::kNone}, torch::kCPU);
  EXPECT_EQ(names_of(step(Small::some_pairs(1))),
            (std::vector<std::string>{"G_L1", "g_loss"}));
  for (const auto& [name, tensor] : step.state())
    EXPECT_TRUE(name.starts_with("generator")) << name;
}

// What lies outside the region teaches nothing.
TEST(Pix2PixStep, WeightsReachTheLosses) {
  Small small({.gan_mode = GanMode::kNone});
  small.batch.weights = torch::zeros({1, 1, 32, 32});
  EXPECT_EQ(small.loss_after(1), 0.0);
}

// Several batches per step are one large batch, where samples do not mix.
TEST(Pix2PixStep, AccumulatesLikeOneLargeBatch) {
  constexpr double kTolerance = 1e-5;
  Small whole({}, NormKind::kNone), parts({}, NormKind::kNone);
  for (int i = 0; i < 3; ++i) {
    const Batch batch = Small::some_pairs(4);
    std::vector<Batch> split;
    for (int k = 0; k < 4; k += 2)
      split.push_back({batch.a.narrow(0, k, 2), batch.b.narrow(0, k, 2), {}});
    const NamedLosses a = whole.step(batch), b = parts.step(split);
    for (size_t k = 0; k < a.size(); ++k)
      EXPECT_NEAR(a[k].second, b[k].second, kTolerance) << a[k].first;
  }
  const auto x = whole.step.state(), y = parts.step.state();
  for (size_t i = 0; i < x.size(); ++i) {
    if (!x[i].first.ends_with("weight")) continue;
    EXPECT_LT(tests::max_difference(x[i].second, y[i].second), kTolerance)
        << x[i].first;
  }
}

TEST(Pix2PixStep, Bf16LearnsAlikeAndKeepsFp32Weights) {
  Small full({}), half({.bf16 = true});
  const double a = full.loss_after(50), b = half.loss_after(50);
  EXPECT_NEAR(a, b, 0.1 * a);
  for (const torch::Tensor& p : half.step.generator().parameters())
    EXPECT_EQ(p.scalar_type(), torch::kFloat);
}

TEST(Pix2PixStep, DiscriminatorLearnsAgainAfterItsFreeze) {
  Small small({});
  small.step(small.batch);
  for (const torch::Tensor& p : small.step.discriminator()->parameters()) {
    EXPECT_TRUE(p.requires_grad());
    EXPECT_TRUE(p.grad().defined());
  }
}

}  // namespace
}  // namespace p2p
