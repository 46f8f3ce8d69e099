// SPDX-License-Identifier: MIT
// Every plan against the network it was made from.
#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "tests/models/inference/lacks.h"
#include "tests/models/inference/model_cases.h"

namespace p2p {
namespace {

using tests::ModelCase;

/// Of outputs in [-1, 1]; of the largest where they are larger.
constexpr double kFp32Error = 1e-4;
/// bf16 has 8 bits of mantissa; peak 2, or twice the largest output.
constexpr double kBf16Decibels = 40.0;

struct Way {
  Kernels kernels;
  Precision precision;
};

std::unique_ptr<Plan> plan_of(const ModelSpec& spec, const Way& way,
                              NormStats stats, const PlanShape& shape) {
  const Engine engine(tests::random_model(spec), {torch::kCPU, "test"},
                      {.device = "cpu",
                       .precision = way.precision,
                       .norm_stats = stats,
                       .kernels = way.kernels});
  return engine.plan(shape.width, shape.height, shape.batch);
}

/// Largest value of what is compared, 1 where all are smaller.
double scale_of(const torch::Tensor& wanted) {
  return std::max(wanted.abs().max().item<double>(), 1.0);
}

double decibels(const torch::Tensor& found, const torch::Tensor& wanted) {
  const torch::Tensor difference = (found - wanted) / scale_of(wanted);
  return 10.0 *
         std::log10(
             4.0 /
             difference.to(torch::kDouble).square().mean().item<double>());
}

std::vector<ModelCase> all_cases() {
  std::vector<ModelCase> cases = tests::model_cases();
  for (ModelCase& model : tests::masked_cases())
    cases.push_back(std::move(model));
  return cases;
}

class Plans : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (const std::string reason =
            tests::lacks(GetParam().kernels, GetParam().precision);
        !reason.empty())
      GTEST_SKIP() << reason;
  }

  void expect_parity(const ModelCase& model, NormStats stats, int size,
                     int batch) {
    expect_parity(model, stats, {size, size, batch});
  }

  void expect_parity(const ModelCase& model, NormStats stats,
                     const PlanShape& shape) {
    SCOPED_TRACE(model.name + ", " + to_string(stats) + ", " +
                 std::to_string(shape.width) + "x" +
                 std::to_string(shape.height) + ", batch " +
                 std::to_string(shape.batch));
    const torch::Tensor x =
        tests::model_input(model.spec, shape.batch, shape.height, shape.width);
    const auto plan = plan_of(model.spec, GetParam(), stats, shape);
    const torch::Tensor found =
        tests::run_plan(*plan, x, model.spec.out_channels);
    const torch::Tensor wanted = tests::network_output(model.spec, stats, x);
    if (GetParam().precision == Precision::kFp32)
      EXPECT_LE((found - wanted).abs().max().item<float>(),
                kFp32Error * scale_of(wanted));
    else
      EXPECT_GE(decibels(found, wanted), kBf16Decibels);
  }
};

TEST_P(Plans, EqualTheNetwork) {
  for (const ModelCase& model : all_cases())
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame})
      expect_parity(model, stats, 64, 1);
}

TEST_P(Plans, EqualTheNetworkAtOtherSizes) {
  for (const ModelCase& model : all_cases())
    for (const int size : {32, 96, 160})
      expect_parity(model, NormStats::kRunning, size, 1);
}

TEST_P(Plans, SamplesOfABatchDoNotMix) {
  for (const ModelCase& model : all_cases())
    for (const int batch : {2, 3, 4})
      expect_parity(model, NormStats::kFrame, 64, batch);
}

// A box with single pixels, none, nothing but holes, one half, strokes that
// cross the border; frames that are higher, wider, and of one tile of the last
// level.
TEST_P(Plans, EqualTheNetworkWhateverTheHoles) {
  for (const ModelCase& model : tests::masked_cases()) {
    const int tile = size_multiple(model.spec);
    for (const auto& [columns, rows] : {std::pair{3, 5}, {7, 1}, {1, 1}})
      expect_parity(model, NormStats::kRunning,
                    {columns * tile, rows * tile, tests::kHoleKinds});
  }
}

TEST_P(Plans, GiveTheSameForTheSameFrame) {
  const ModelSpec spec = tests::model_cases().front().spec;
  const auto plan = plan_of(spec, GetParam(), NormStats::kFrame, {64, 64, 1});
  const torch::Tensor x = tests::random_input(1, 3, 64, 64);
  const torch::Tensor first = tests::run_plan(*plan, x, 3);
  tests::run_plan(*plan, -x, 3);
  EXPECT_TRUE(tests::run_plan(*plan, x, 3).equal(first));
}

// Masks that stay are compared only; others must not leave anything behind.
TEST_P(Plans, MasksChangeFromFrameToFrame) {
  for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame}) {
    const ModelSpec spec = tests::masked_cases()[1].spec;
    const torch::Tensor samples = tests::model_input(spec, 4, 64, 64);
    const auto plan = plan_of(spec, GetParam(), stats, {64, 64, 1});
    for (const int sample : {0, 0, 1, 1, 2, 0, 3, 3, 2, 1}) {
      const torch::Tensor x = samples.narrow(0, sample, 1);
      const auto fresh = plan_of(spec, GetParam(), stats, {64, 64, 1});
      EXPECT_TRUE(
          tests::run_plan(*plan, x, 3).equal(tests::run_plan(*fresh, x, 3)))
          << sample;
    }
  }
}

// Whatever has been left in the holes.
TEST_P(Plans, HolesAreNotLookedAt) {
  const ModelSpec spec = tests::masked_cases()[1].spec;
  const auto plan = plan_of(spec, GetParam(), NormStats::kRunning, {64, 64, 1});
  const torch::Tensor x = tests::model_input(spec, 1, 64, 64);
  const torch::Tensor wanted = tests::run_plan(*plan, x, 3);
  torch::Tensor other = x.clone();
  other.narrow(1, 0, 3).add_((x.narrow(1, 3, 1) > 0) * 0.7);
  EXPECT_TRUE(tests::run_plan(*plan, other, 3).equal(wanted));
}

TEST_P(Plans, TimeEachStep) {
  const ModelSpec spec = tests::model_cases().front().spec;
  const auto plan = plan_of(spec, GetParam(), NormStats::kFrame, {64, 64, 1});
  const std::vector<StepTime> times = plan->profile();
  ASSERT_FALSE(times.empty());
  bool convolutions = false;
  for (const StepTime& step : times) {
    EXPECT_FALSE(step.name.empty());
    EXPECT_GE(step.milliseconds, 0.0);
    convolutions = convolutions || step.convolution;
  }
  EXPECT_TRUE(convolutions);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, Plans,
    testing::Values(Way{Kernels::kPlain, Precision::kFp32},
                    Way{Kernels::kPlain, Precision::kBf16},
                    Way{Kernels::kOnednn, Precision::kFp32},
                    Way{Kernels::kOnednn, Precision::kBf16},
                    Way{Kernels::kAvx512, Precision::kFp32},
                    Way{Kernels::kAvx512, Precision::kBf16}),
    [](const auto& info) {
      return std::string(to_string(info.param.kernels)) + "_" +
             to_string(info.param.precision);
    });

}  // namespace
}  // namespace p2p
