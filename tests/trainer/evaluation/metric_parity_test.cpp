// SPDX-License-Identifier: MIT
// The figures of scikit-image, scikit-learn and PyTorch.
#include <cmath>

#include <gtest/gtest.h>

#include "models/weights/safetensors.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"
#include "trainer/evaluation/mask_metrics.h"
#include "trainer/evaluation/metric.h"
#include "trainer/evaluation/perceptual_distance.h"
#include "trainer/evaluation/picture_metrics.h"
#include "trainer/evaluation/structural_similarity.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-9;
constexpr double kDecibelTolerance = 1e-7;
constexpr double kFp32Tolerance = 1e-4;  // ours in fp32, theirs in fp64
constexpr int kLevel = 150 * 257;        // byte 150, as the script has it

class MetricParity : public ::testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    if (!tests::python_has("skimage, sklearn, torch, safetensors")) return;
    folder_ = new tests::TemporaryFolder;
    tests::run_python("make_metric_fixtures.py", {folder_->path()});
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  void SetUp() override {
    if (!folder_)
      GTEST_SKIP() << "no Python with scikit-image and scikit-learn "
                      "(scripts/requirements.txt)";
  }

  SafetensorsFile fixture() const {
    return SafetensorsFile::read(*folder_ / (GetParam() + kExtension));
  }
  static double number(const SafetensorsFile& file, const std::string& key) {
    return tests::tensor_at(file, key).item<double>();
  }

  static inline const std::string kExtension = ".safetensors";
  static inline tests::TemporaryFolder* folder_ = nullptr;
};

void expect_figure(const SafetensorsFile& file, const std::string& key,
                   double found, double tolerance) {
  const double wanted = tests::tensor_at(file, key).item<double>();
  if (std::isnan(wanted))
    EXPECT_TRUE(std::isnan(found)) << key << " is " << found;
  else
    EXPECT_NEAR(found, wanted, tolerance) << key;
}

constexpr std::pair<MaskFigure, const char*> kMaskKeys[] = {
    {MaskFigure::kDice, "mask.dice"},
    {MaskFigure::kIou, "mask.iou"},
    {MaskFigure::kSensitivity, "mask.sensitivity"},
    {MaskFigure::kSpecificity, "mask.specificity"},
    {MaskFigure::kAccuracy, "mask.accuracy"},
    {MaskFigure::kAuc, "mask.auc"},
    {MaskFigure::kAveragePrecision, "mask.ap"}};

TEST_P(MetricParity, WholePictures) {
  const SafetensorsFile file = fixture();
  const torch::Tensor a = tests::tensor_at(file, "a");
  const torch::Tensor b = tests::tensor_at(file, "b");
  EXPECT_NEAR(l1_distance(a, b), number(file, "l1"), kTolerance);
  EXPECT_NEAR(mse(a, b), number(file, "mse"), kTolerance);
  EXPECT_NEAR(psnr(a, b), number(file, "psnr"), kDecibelTolerance);
  EXPECT_NEAR(ssim(a, b), number(file, "ssim"), kTolerance);
  EXPECT_NEAR(ms_ssim(a, b), number(file, "ms_ssim"), kTolerance);
  EXPECT_NEAR(sharpness(b, a), number(file, "sharpness"), kTolerance);
  EXPECT_NEAR(signed_ssim(a, b), number(file, "signed.ssim"), kTolerance);
  const auto of_signed = [&](const char* name) {
    return make_metrics({name}).front().measure({a, b});
  };
  EXPECT_NEAR(of_signed("MSE[-1..1]"), number(file, "signed.mse"), kTolerance);
  EXPECT_NEAR(of_signed("PSNR[-1..1]"), number(file, "signed.psnr"),
              kDecibelTolerance);
}

TEST_P(MetricParity, InARegion) {
  const SafetensorsFile file = fixture();
  const torch::Tensor a = tests::tensor_at(file, "a");
  const torch::Tensor b = tests::tensor_at(file, "b");
  const torch::Tensor region = tests::tensor_at(file, "region");
  EXPECT_NEAR(l1_distance(a, b, region), number(file, "region.l1"), kTolerance);
  EXPECT_NEAR(psnr(a, b, region), number(file, "region.psnr"),
              kDecibelTolerance);
  EXPECT_NEAR(ssim(a, b, region), number(file, "region.ssim"), kTolerance);
}

TEST_P(MetricParity, Perceptual) {
  const SafetensorsFile file = fixture();
  const auto distance =
      PerceptualDistance::load(*folder_ / "features.safetensors");
  EXPECT_NEAR(
      distance(tests::tensor_at(file, "a"), tests::tensor_at(file, "b")),
      number(file, "perceptual"), kFp32Tolerance);
}

TEST_P(MetricParity, Masks) {
  const SafetensorsFile file = fixture();
  const MaskHistogram pixels =
      count_mask(tests::tensor_at(file, "b").narrow(2, 0, 1),
                 tests::tensor_at(file, "a").narrow(2, 0, 1),
                 tests::tensor_at(file, "region"));
  for (const auto& [figure, key] : kMaskKeys)
    expect_figure(file, key, mask_figure(figure, pixels, kLevel), kTolerance);
}

// scikit-learn has the probabilities themselves, we 65,536 levels of them.
class MaskParity : public MetricParity {};

TEST_P(MaskParity, ProbabilitiesAndDegenerateMasks) {
  constexpr double kOfLevels = 1e-5, kThreshold = 0.37;
  const SafetensorsFile file = fixture();
  const torch::Tensor region =
      file.find("region") ? tests::tensor_at(file, "region") : torch::Tensor();
  const MaskHistogram pixels =
      count_mask(tests::tensor_at(file, "scores"),
                 tests::tensor_at(file, "truth"), region);
  for (const auto& [figure, key] : kMaskKeys)
    expect_figure(file, key,
                  mask_figure(figure, pixels, threshold_level(kThreshold)),
                  has_threshold(figure) ? kTolerance : kOfLevels);
}

INSTANTIATE_TEST_SUITE_P(Masks, MaskParity,
                         ::testing::Values("random", "random_in_region",
                                           "all_empty", "all_full",
                                           "empty_truth", "full_truth",
                                           "empty_region", "one_level"));

// "large" has all five scales and odd sides, "small" three scales and grey.
INSTANTIATE_TEST_SUITE_P(Pictures, MetricParity,
                         ::testing::Values("large", "small"));

}  // namespace
}  // namespace p2p
