// SPDX-License-Identifier: MIT
// The losses of filled holes, by hand and against PyTorch.
#include "trainer/training/inpainting_loss.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "trainer/training/reconstruction.h"

namespace p2p {
namespace {

using tests::max_difference;
using tests::tensor_at;

constexpr double kTolerance = 1e-5;  // fp32 sums of some thousand values

double value(const torch::Tensor& loss) { return loss.item<double>(); }

torch::Tensor row(const std::vector<float>& values) {
  return torch::tensor(values).view({1, 1, 1, -1});
}

TEST(InpaintingLoss, ValidAndHoleAreMeansOverAllPixels) {
  const torch::Tensor output = row({0.5f, 0.2f, 0.9f, 1.3f});
  const torch::Tensor target = row({0.0f, 0.2f, 0.5f, 1.0f});
  const torch::Tensor holes = row({0.0f, 0.0f, 1.0f, 1.0f});
  EXPECT_NEAR(value(valid_loss(output, target, holes)), 0.5 / 4, kTolerance);
  EXPECT_NEAR(value(hole_loss(output, target, holes)), 0.7 / 4, kTolerance);
  EXPECT_TRUE(
      filled(output, target, holes).equal(row({0.0f, 0.2f, 0.9f, 1.3f})));
}

// The hole is grown to columns 2 to 4: the step between 1 and 2 is outside.
TEST(InpaintingLoss, VariationReachesOnePixelOutOfTheHole) {
  const torch::Tensor picture = row({0.0f, 0.0f, 0.5f, 0.6f, 0.2f, 0.9f});
  const torch::Tensor holes = row({0.0f, 0.0f, 0.0f, 1.0f, 0.0f, 0.0f});
  EXPECT_NEAR(value(variation_loss(picture, holes)), (0.1 + 0.4) / 6,
              kTolerance);
  EXPECT_EQ(value(variation_loss(picture, torch::zeros_like(holes))), 0.0);
}

// What the output is outside the hole is of no account.
TEST(InpaintingLoss, StructuralSimilarityIsThatOfTheFilledPicture) {
  const torch::Tensor target = torch::rand({1, 3, 16, 16});
  const torch::Tensor holes = torch::zeros({1, 1, 16, 16});
  const auto ssim_of = [&](const torch::Tensor& output) {
    const auto terms =
        reconstruction_terms({.l1 = 0.0, .ssim = 1.0, .range = {0.0, 1.0}},
                             output, target, {}, holes);
    EXPECT_EQ(terms.size(), 1u);
    EXPECT_STREQ(terms[0].name, "G_SSIM");
    return value(terms[0].value);
  };
  EXPECT_NEAR(ssim_of(1 - target), 0.0, kTolerance);
  holes.narrow(2, 4, 8).fill_(1.0);
  EXPECT_GT(ssim_of(1 - target), 0.1);
}

TEST(InpaintingLoss, TermsOfAPictureWithHolesInItsRange) {
  const torch::Tensor output = row({1.0f, 3.0f});  // 1 and 2 of [0, 1]
  const torch::Tensor target = row({-1.0f, 1.0f});
  const auto terms = reconstruction_terms(
      {.l1 = 0.0, .valid = 1.0, .hole = 6.0, .variation = 0.1}, output, target,
      {}, row({0.0f, 1.0f}));
  ASSERT_EQ(terms.size(), 3u);
  EXPECT_STREQ(terms[0].name, "G_valid");
  EXPECT_NEAR(value(terms[0].value), 1.0 / 2, kTolerance);
  EXPECT_STREQ(terms[1].name, "G_hole");
  EXPECT_EQ(terms[1].weight, 6.0);
  EXPECT_NEAR(value(terms[1].value), 1.0 / 2, kTolerance);
  EXPECT_STREQ(terms[2].name, "G_TV");
  EXPECT_NEAR(value(terms[2].value), 2.0 / 2, kTolerance);
}

// Without the valid term the output is free outside the holes, to the features
// as well.
TEST(InpaintingLoss, FeaturesSeeOutsideTheHolesWhereThatCounts) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const SafetensorsFile file = tests::parity_fixture("inpainting_losses");
  const auto features =
      std::make_shared<VggFeatures>(VggFeatures::load(file.path()));
  const torch::Tensor target = tensor_at(file, "target");
  const torch::Tensor holes = torch::zeros_like(tensor_at(file, "holes"));
  const auto perceptual = [&](double valid) {
    const auto terms = reconstruction_terms({.l1 = 0.0,
                                             .perceptual = 1.0,
                                             .valid = valid,
                                             .range = {0.0, 1.0},
                                             .features = features},
                                            1 - target, target, {}, holes);
    EXPECT_STREQ(terms.back().name, "G_VGG");
    return value(terms.back().value);
  };
  EXPECT_EQ(perceptual(0.0), 0.0);
  EXPECT_GT(perceptual(1.0), 0.0);
}

TEST(InpaintingLoss, EveryTermAndItsGradientOfPyTorch) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const SafetensorsFile file = tests::parity_fixture("inpainting_losses");
  const VggFeatures features = VggFeatures::load(file.path());
  const torch::Tensor target = tensor_at(file, "target");
  const torch::Tensor holes = tensor_at(file, "holes");
  const torch::Tensor output = tensor_at(file, "output").requires_grad_(true);
  const torch::Tensor whole = filled(output, target, holes);
  const FeatureLosses losses =
      feature_losses(features, {output, whole}, target);
  const std::map<std::string, torch::Tensor> terms = {
      {"valid", valid_loss(output, target, holes)},
      {"hole", hole_loss(output, target, holes)},
      {"variation", variation_loss(whole, holes)},
      {"perceptual", losses.perceptual},
      {"style", losses.style}};
  for (const auto& [name, term] : terms) {
    EXPECT_NEAR(value(term), value(tensor_at(file, name)), kTolerance) << name;
    const auto gradient = torch::autograd::grad(
        {term}, {output}, /*grad_outputs=*/{}, /*retain_graph=*/true)[0];
    EXPECT_LT(max_difference(gradient, tensor_at(file, name + ".gradient")),
              kTolerance)
        << name;
    EXPECT_GT(gradient.abs().max().item<double>(), 0.0) << name;
  }
}

// Mixed precision: the same losses but for rounding, and gradients that point
// the same way.
TEST(InpaintingLoss, FeaturesInBf16AreThoseOfFp32ButForRounding) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  constexpr double kRelative = 0.02;  // bf16 has 8 bits
  constexpr double kCosine = 0.98;    // signs of small differences flip
  const SafetensorsFile file = tests::parity_fixture("inpainting_losses");
  VggFeatures features = VggFeatures::load(file.path());
  features.to(torch::kCPU, torch::kBFloat16);
  const torch::Tensor target = tensor_at(file, "target");
  EXPECT_EQ(features.pooled(target, 1)[0].scalar_type(), torch::kBFloat16);
  const torch::Tensor holes = tensor_at(file, "holes");
  const torch::Tensor output = tensor_at(file, "output").requires_grad_(true);
  const FeatureLosses losses =
      feature_losses(features, {output, filled(output, target, holes)}, target);
  const std::map<std::string, torch::Tensor> terms = {
      {"perceptual", losses.perceptual}, {"style", losses.style}};
  for (const auto& [name, term] : terms) {
    EXPECT_EQ(term.scalar_type(), torch::kFloat);
    const double wanted = value(tensor_at(file, name));
    EXPECT_NEAR(value(term), wanted, kRelative * wanted) << name;
    const torch::Tensor gradient = torch::autograd::grad(
        {term}, {output}, /*grad_outputs=*/{}, /*retain_graph=*/true)[0];
    EXPECT_GT(torch::cosine_similarity(
                  gradient.flatten(),
                  tensor_at(file, name + ".gradient").flatten(), 0)
                  .item<double>(),
              kCosine)
        << name;
  }
}

}  // namespace
}  // namespace p2p
