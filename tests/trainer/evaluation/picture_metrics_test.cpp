// SPDX-License-Identifier: MIT
// L1, PSNR and SSIM by numbers worked out elsewhere.
#include "trainer/evaluation/picture_metrics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

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
  EXPECT_NEAR(psnr(a, b), 13.979400, kTolerance);
  // Flat pictures: only the luminance term is left,
  // (2 * 100 * 151 + c1) / (100^2 + 151^2 + c1) with c1 = 2.55^2.
  EXPECT_NEAR(ssim(a, b), 0.920723, 1e-5);
}

TEST(PictureMetrics, EqualPictures) {
  EXPECT_EQ(l1_distance(ramp(), ramp()), 0.0);
  EXPECT_TRUE(std::isinf(psnr(ramp(), ramp())));
  EXPECT_NEAR(ssim(ramp(), ramp()), 1.0, kTolerance);
}

// scikit-image 0.26: structural_similarity(a, b, gaussian_weights=True,
// sigma=1.5, use_sample_covariance=False, data_range=255) of ramp and the ramp
// mirrored from left to right.
TEST(PictureMetrics, SsimOfScikitImage) {
  EXPECT_NEAR(ssim(ramp(), ramp().flip(1)), 0.614024, 1e-5);
}

TEST(PictureMetrics, SizesThatDoNotFit) {
  EXPECT_NE(tests::message_of([] {
              ssim(torch::zeros({10, 20, 1}, torch::kByte),
                   torch::zeros({10, 20, 1}, torch::kByte));
            }).find("at least 11x11"),
            std::string::npos);
  EXPECT_NE(tests::message_of([] {
              psnr(torch::zeros({2, 2, 1}, torch::kByte),
                   torch::zeros({2, 3, 1}, torch::kByte));
            }),
            "");
}

}  // namespace
}  // namespace p2p
