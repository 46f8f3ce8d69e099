// SPDX-License-Identifier: MIT
// 8-bit plans: ranges, their JSON, and how far the results are off.
#include <gtest/gtest.h>

#include "models/inference/activation_ranges.h"
#include "models/inference/engine.h"
#include "models/inference/lowering.h"
#include "models/inference/run_program.h"
#include "tests/models/inference/lacks.h"
#include "tests/models/inference/model_cases.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

/// Of random networks, whose activations are spread like no trained one's; peak
/// 2. A stored activation is off by 0.5/255 of its range in each layer.
constexpr double kInt8Decibels = 30.0;

ModelSpec calibrated(ModelSpec spec, NormStats stats) {
  spec.norm_stats = stats;
  const Program program =
      lower(*tests::random_model(spec).generator, spec, stats);
  RangeCollector collector(program);
  collector.add(tests::random_input(2, spec.in_channels, 64, 64));
  spec.activation_ranges = to_json(collector.ranges());
  return spec;
}

Engine int8_engine(const ModelSpec& spec) {
  return {tests::random_model(spec),
          {torch::kCPU, "test"},
          {.device = "cpu", .precision = Precision::kInt8}};
}

std::string lacks_int8() {
  return tests::lacks(Kernels::kAuto, Precision::kInt8);
}

double decibels(const torch::Tensor& a, const torch::Tensor& b) {
  return 10.0 *
         std::log10(4.0 /
                    (a - b).to(torch::kDouble).square().mean().item<double>());
}

TEST(Int8, IsCloseToTheNetwork) {
  if (!lacks_int8().empty()) GTEST_SKIP() << lacks_int8();
  for (const tests::ModelCase& model : tests::model_cases())
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame}) {
      const ModelSpec spec = calibrated(model.spec, stats);
      const torch::Tensor x = tests::random_input(2, spec.in_channels, 64, 64);
      const auto plan = int8_engine(spec).plan(64, 64, 2);
      EXPECT_GE(decibels(tests::run_plan(*plan, x, spec.out_channels),
                         tests::network_output(spec, stats, x)),
                kInt8Decibels)
          << model.name << ", " << to_string(stats);
    }
}

TEST(Int8, IsNotForPartialConvolutions) {
  const ModelSpec spec = tests::masked_cases()[1].spec;
  EXPECT_NE(message_of([&] {
              calibrated(spec, NormStats::kRunning);
            }).find("int8 is not for partial convolutions"),
            std::string::npos);
  if (!lacks_int8().empty()) GTEST_SKIP() << lacks_int8();
  EXPECT_NE(message_of([&] {
              int8_engine(spec);
            }).find("int8 is not for partial convolutions"),
            std::string::npos);
}

TEST(Int8, NeedsCalibratedRanges) {
  if (!lacks_int8().empty()) GTEST_SKIP() << lacks_int8();
  const std::string message =
      message_of([] { int8_engine(tests::model_cases().front().spec); });
  EXPECT_NE(message.find("no range for the activations of 'down 1'"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("pix2pix-trainer calibrate"), std::string::npos);
}

TEST(ActivationRanges, SurviveTheirJson) {
  const ActivationRanges ranges = {{"down 1", {-0.5f, 2.25f}},
                                   {"up 1", {0.0f, 1.0f}}};
  const ActivationRanges read = activation_ranges_from_json(to_json(ranges));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read.at("down 1").low, -0.5f);
  EXPECT_EQ(read.at("down 1").high, 2.25f);
  EXPECT_EQ(read.at("up 1").high, 1.0f);
}

TEST(ActivationRanges, RefuseWhatIsNoRange) {
  for (const char* text : {R"({"down 1": 3})", R"({"down 1": [1]})",
                           R"({"down 1": [2, 1]})", R"({"down 1": ["a", 1]})"})
    EXPECT_NE(message_of([text] {
                activation_ranges_from_json(text);
              }).find("activation_ranges of 'down 1'"),
              std::string::npos)
        << text;
}

TEST(ActivationRanges, NeedAPicture) {
  const Program program;
  EXPECT_NE(
      message_of([&] { RangeCollector(program).ranges(); }).find("no picture"),
      std::string::npos);
}

TEST(RunProgram, EqualsTheNetwork) {
  // Folding and reordering round differently.
  constexpr double kError = 1e-4;  // of the largest, at least 1
  std::vector<tests::ModelCase> cases = tests::model_cases();
  for (tests::ModelCase& model : tests::masked_cases())
    cases.push_back(std::move(model));
  for (const tests::ModelCase& model : cases)
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame}) {
      const torch::Tensor x =
          tests::model_input(model.spec, tests::kHoleKinds, 64, 96);
      const Program program =
          lower(*tests::random_model(model.spec).generator, model.spec, stats);
      const torch::Tensor wanted = tests::network_output(model.spec, stats, x);
      EXPECT_LE((run_program(program, x) - wanted).abs().max().item<float>(),
                kError * std::max(wanted.abs().max().item<double>(), 1.0))
          << model.name << ", " << to_string(stats);
    }
}

}  // namespace
}  // namespace p2p
