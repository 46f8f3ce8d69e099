// SPDX-License-Identifier: MIT
// L1, PSNR and SSIM by numbers worked out elsewhere.
#include "trainer/evaluation/picture_metrics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "trainer/evaluation/structural_similarity.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-6;

torch::Tensor ramp() {
  return torch::arange(400).fmod(251).to(torch::kByte).view({20, 20, 1});
}

TEST(PictureMetrics, ConstantDifference) {
  const torch::Tensor a = torch::full({12, 12, 3}, 100, torch::kByte);
  const torch::Tensor b = torch::full({12, 12, 3}, 151, torch::kByte);
  EXPECT_NEAR(l1_distance(a, b), 0.2, kTolerance);
  EXPECT_NEAR(mse(a, b), 0.04, kTolerance);
  EXPECT_NEAR(psnr(a, b), 13.979400, kTolerance);
  EXPECT_TRUE(std::isnan(sharpness(a, b)));
  // Flat pictures: only the luminance term is left,
  // (2 * 100 * 151 + c1) / (100^2 + 151^2 + c1) with c1 = 2.55^2.
  EXPECT_NEAR(ssim(a, b), 0.920723, 1e-5);
}

TEST(PictureMetrics, EqualPictures) {
  EXPECT_EQ(l1_distance(ramp(), ramp()), 0.0);
  EXPECT_TRUE(std::isnan(psnr(ramp(), ramp())));
  EXPECT_NEAR(ssim(ramp(), ramp()), 1.0, kTolerance);
}

// scikit-image 0.26: structural_similarity(a, b, gaussian_weights=True,
// sigma=1.5, use_sample_covariance=False, data_range=255) of ramp and the ramp
// mirrored from left to right.
TEST(PictureMetrics, SsimOfScikitImage) {
  EXPECT_NEAR(ssim(ramp(), ramp().flip(1)), 0.614024, 1e-5);
}

TEST(PictureMetrics, ScalesOfMsSsim) {
  EXPECT_EQ(ms_ssim_scales(256, 176), 5);
  EXPECT_EQ(ms_ssim_scales(256, 175), 4);
  EXPECT_EQ(ms_ssim_scales(10, 256), 0);
}

// Steps of 100 and of 50: a quarter of the energy. In the left half nothing is.
TEST(PictureMetrics, SharpnessIsAnEnergy) {
  torch::Tensor truth = torch::zeros({12, 12, 1}, torch::kByte);
  torch::Tensor output = torch::zeros({12, 12, 1}, torch::kByte);
  truth.narrow(1, 9, 3).fill_(100);
  output.narrow(1, 9, 3).fill_(50);
  EXPECT_NEAR(sharpness(output, truth), 0.25, kTolerance);
  torch::Tensor left = torch::ones({12, 12, 1}, torch::kByte);
  left.narrow(1, 6, 6).fill_(0);
  EXPECT_TRUE(std::isnan(sharpness(output, truth, left)));
}

TEST(PictureMetrics, SizesThatDoNotFit) {
  const torch::Tensor small = torch::zeros({10, 20, 1}, torch::kByte);
  EXPECT_TRUE(std::isnan(ssim(small, small)));
  EXPECT_TRUE(std::isnan(ms_ssim(small, small)));
  EXPECT_NE(tests::message_of([] {
              psnr(torch::zeros({2, 2, 1}, torch::kByte),
                   torch::zeros({2, 3, 1}, torch::kByte));
            }),
            "");
}

}  // namespace
}  // namespace p2p
