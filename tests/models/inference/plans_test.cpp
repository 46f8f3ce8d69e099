// SPDX-License-Identifier: MIT
// Every plan against the network it was made from.
#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "tests/models/inference/model_cases.h"

namespace p2p {
namespace {

using tests::ModelCase;

/// Outputs are in [-1, 1].
constexpr double kFp32Error = 1e-4;
/// bf16 has 8 bits of mantissa; peak 2.
constexpr double kBf16Decibels = 40.0;

struct Way {
  Kernels kernels;
  Precision precision;
};

/// Why this machine or build cannot run it; empty if it can.
std::string lacks(const Way& way) {
  try {
    choose_kernels(way.kernels, torch::kCPU, way.precision);
    return "";
  } catch (const SettingsError& error) {
    return error.what();
  }
}

std::unique_ptr<Plan> plan_of(const ModelSpec& spec, const Way& way,
                              NormStats stats, int size, int batch) {
  const Engine engine(tests::random_model(spec), {torch::kCPU, "test"},
                      {.device = "cpu",
                       .precision = way.precision,
                       .norm_stats = stats,
                       .kernels = way.kernels});
  return engine.plan(size, size, batch);
}

double decibels(const torch::Tensor& a, const torch::Tensor& b) {
  return 10.0 *
         std::log10(4.0 /
                    (a - b).to(torch::kDouble).square().mean().item<double>());
}

class Plans : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (const std::string reason = lacks(GetParam()); !reason.empty())
      GTEST_SKIP() << reason;
  }

  void expect_parity(const ModelCase& model, NormStats stats, int size,
                     int batch) {
    SCOPED_TRACE(model.name + ", " + to_string(stats) + ", " +
                 std::to_string(size) + ", batch " + std::to_string(batch));
    const torch::Tensor x =
        tests::random_input(batch, model.spec.in_channels, size, size);
    const auto plan = plan_of(model.spec, GetParam(), stats, size, batch);
    const torch::Tensor found =
        tests::run_plan(*plan, x, model.spec.out_channels);
    const torch::Tensor wanted = tests::network_output(model.spec, stats, x);
    if (GetParam().precision == Precision::kFp32)
      EXPECT_LE((found - wanted).abs().max().item<float>(), kFp32Error);
    else
      EXPECT_GE(decibels(found, wanted), kBf16Decibels);
  }
};

TEST_P(Plans, EqualTheNetwork) {
  for (const ModelCase& model : tests::model_cases())
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame})
      expect_parity(model, stats, 64, 1);
}

TEST_P(Plans, EqualTheNetworkAtOtherSizes) {
  for (const ModelCase& model : tests::model_cases())
    for (const int size : {32, 96, 160})
      expect_parity(model, NormStats::kRunning, size, 1);
}

TEST_P(Plans, SamplesOfABatchDoNotMix) {
  for (const ModelCase& model : tests::model_cases())
    for (const int batch : {2, 3, 4})
      expect_parity(model, NormStats::kFrame, 64, batch);
}

TEST_P(Plans, GiveTheSameForTheSameFrame) {
  const ModelSpec spec = tests::model_cases().front().spec;
  const auto plan = plan_of(spec, GetParam(), NormStats::kFrame, 64, 1);
  const torch::Tensor x = tests::random_input(1, 3, 64, 64);
  const torch::Tensor first = tests::run_plan(*plan, x, 3);
  tests::run_plan(*plan, -x, 3);
  EXPECT_TRUE(tests::run_plan(*plan, x, 3).equal(first));
}

TEST_P(Plans, TimeEachStep) {
  const ModelSpec spec = tests::model_cases().front().spec;
  const auto plan = plan_of(spec, GetParam(), NormStats::kFrame, 64, 1);
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
