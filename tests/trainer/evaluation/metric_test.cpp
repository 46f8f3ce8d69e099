// SPDX-License-Identifier: MIT
// Metrics by name.
#include "trainer/evaluation/metric.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "models/weights/safetensors.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

std::string names(const std::vector<Metric>& metrics) {
  std::string text;
  for (const Metric& metric : metrics) text += metric.name + " ";
  return text;
}

TEST(Metric, NamesAndGroups) {
  EXPECT_EQ(names(make_metrics({"psnr", "ms-ssim"})), "PSNR MS-SSIM ");
  EXPECT_EQ(names(make_metrics({"SSIM", "pictures"})),
            "SSIM L1 MSE PSNR MS-SSIM sharpness ");
  EXPECT_EQ(names(make_metrics({"pictures"})),
            "L1 MSE PSNR SSIM MS-SSIM sharpness ");
  EXPECT_EQ(names(make_metrics({"masks"})),
            "Dice IoU sensitivity specificity accuracy AUC AP ");
  EXPECT_EQ(names(make_metrics({"signed"})),
            "MSE[-1..1] PSNR[-1..1] SSIM[-1..1] ");
}

TEST(Metric, HolesOnly) {
  const auto metrics = make_metrics({"holes"});
  EXPECT_EQ(names(metrics), "L1@hole PSNR@hole SSIM@hole sharpness@hole ");
  EXPECT_EQ(names(make_metrics({"l1@HOLE", "L1"})), "L1@hole L1 ");
  const torch::Tensor target = torch::zeros({4, 4, 1}, torch::kByte);
  torch::Tensor output = target.clone();
  output.narrow(0, 0, 2).fill_(51);
  torch::Tensor holes = target.clone();
  holes.narrow(0, 1, 2).fill_(255);
  Comparison c{output, target};
  EXPECT_TRUE(std::isnan(metrics[0].measure(c)));
  c.holes = holes;
  EXPECT_NEAR(metrics[0].measure(c), 0.1, 1e-9);
}

// The figures that have a threshold come for both, under two names.
TEST(Metric, AChosenThresholdIsNamed) {
  const MetricOptions chosen{.chosen = ChosenThreshold{"val", 0.3}};
  EXPECT_EQ(names(make_metrics({"masks"}, chosen)),
            "Dice IoU sensitivity specificity accuracy AUC AP Dice@val IoU@val "
            "sensitivity@val specificity@val accuracy@val ");
  EXPECT_EQ(names(make_metrics({"auc", "dice"}, chosen)), "AUC Dice Dice@val ");
  const torch::Tensor output = torch::full({2, 2, 1}, 100, torch::kByte);
  const torch::Tensor truth = torch::full({2, 2, 1}, 255, torch::kByte);
  const auto dice = make_metrics({"Dice"}, chosen);
  EXPECT_EQ(dice[0].measure({output, truth}), 0.0);
  EXPECT_EQ(dice[1].measure({output, truth}), 1.0);
}

TEST(Metric, MasksAreOfTheOutputBeforeItsRounding) {
  const torch::Tensor truth = torch::full({2, 2, 1}, 255, torch::kByte);
  Comparison c{torch::full({2, 2, 1}, 128, torch::kByte), truth};
  c.values = torch::full({2, 2, 1}, 127.6 / 255.0);
  EXPECT_EQ(make_metrics({"Dice"}, {.threshold = 0.501})[0].measure(c), 0.0);
  EXPECT_EQ(make_metrics({"Dice"}, {.threshold = 0.5})[0].measure(c), 1.0);
}

// 100 levels of 255 apart in half of the picture; regions do not matter.
TEST(Metric, SignedFiguresAreOfWholePictures) {
  constexpr double kTolerance = 1e-9;
  const torch::Tensor a = torch::zeros({16, 16, 1}, torch::kByte);
  torch::Tensor b = a.clone();
  b.narrow(0, 0, 8).fill_(100);
  const torch::Tensor region = a.narrow(0, 0, 16).clone();
  const double wanted = 0.5 * 4.0 * (100.0 / 255.0) * (100.0 / 255.0);
  const auto metrics = make_metrics({"signed"});
  EXPECT_NEAR(metrics[0].measure({a, b, region}), wanted, kTolerance);
  EXPECT_NEAR(metrics[1].measure({a, b, region}),
              10.0 * std::log10(4.0 / wanted), kTolerance);
}

TEST(Metric, UnknownNamesListTheKnown) {
  const std::string message = tests::message_of([] { make_metrics({"FID"}); });
  EXPECT_NE(message.find("metric 'FID' is unknown; known: L1, MSE"),
            std::string::npos)
      << message;
}

TEST(Metric, PerceptualAsksForItsFile) {
  EXPECT_NE(tests::message_of([] {
              make_metrics({"perceptual"});
            }).find("--features"),
            std::string::npos);
  const tests::TemporaryFolder folder;
  write_safetensors(folder / "x.safetensors", {}, {});
  EXPECT_NE(tests::message_of([&] {
              make_metrics({"perceptual"},
                           {.features = folder / "x.safetensors"});
            })
                .find("x.safetensors' holds no VGG-19 features: "
                      "'conv0.weight'"),
            std::string::npos);
}

TEST(Metric, ThresholdReachesTheMasks) {
  const torch::Tensor output = torch::full({2, 2, 1}, 100, torch::kByte);
  const torch::Tensor truth = torch::full({2, 2, 1}, 255, torch::kByte);
  EXPECT_EQ(make_metrics({"Dice"})[0].measure({output, truth}), 0.0);
  EXPECT_EQ(
      make_metrics({"Dice"}, {.threshold = 0.3})[0].measure({output, truth}),
      1.0);
}

TEST(Metric, WhatIsBetter) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Metric l1 = make_metrics({"L1"})[0], psnr = make_metrics({"PSNR"})[0];
  const Metric sharpness = make_metrics({"sharpness"})[0];
  EXPECT_TRUE(is_better(l1, 0.1, 0.2));
  EXPECT_TRUE(is_better(psnr, 30.0, 20.0));
  EXPECT_TRUE(is_better(sharpness, 1.1, 0.7));
  EXPECT_FALSE(is_better(l1, nan, 0.2));
  EXPECT_TRUE(is_better(l1, 0.2, nan));
}

}  // namespace
}  // namespace p2p
