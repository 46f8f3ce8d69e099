// SPDX-License-Identifier: MIT
// The CUDA plan's steps on the CPU: LibTorch's convolutions there, and the
// kernels' arithmetic in loops.
#include "models/cuda/step_list.h"

#include <cmath>

#include <gtest/gtest.h>

#include "models/inference/lowering.h"
#include "tests/models/cuda/host_runner.h"
#include "tests/models/inference/model_cases.h"

namespace p2p::cuda {
namespace {

using p2p::tests::ModelCase;

/// Peak 2; every activation and every convolution's result is rounded.
double least_decibels(PlaneType type) {
  return type == PlaneType::kBf16 ? 40.0 : 55.0;
}

double decibels(const torch::Tensor& a, const torch::Tensor& b) {
  return 10.0 *
         std::log10(4.0 /
                    (a - b).to(torch::kDouble).square().mean().item<double>());
}

void write(const torch::Tensor& x, const Area& area, PlaneType type) {
  const auto in = x.accessor<float, 4>();
  for (int n = 0; n < area.samples; ++n)
    for (int c = 0; c < area.channels; ++c)
      for (int y = 0; y < area.height; ++y)
        for (int i = 0; i < area.width; ++i)
          *area.at(n, y, i, c) = type == PlaneType::kBf16
                                     ? to_bf16(in[n][c][y][i])
                                     : to_fp16(in[n][c][y][i]);
}

torch::Tensor read(const Area& area, PlaneType type) {
  torch::Tensor result =
      torch::empty({area.samples, area.channels, area.height, area.width});
  auto out = result.accessor<float, 4>();
  for (int n = 0; n < area.samples; ++n)
    for (int c = 0; c < area.channels; ++c)
      for (int y = 0; y < area.height; ++y)
        for (int i = 0; i < area.width; ++i)
          out[n][c][y][i] = type == PlaneType::kBf16
                                ? from_bf16(*area.at(n, y, i, c))
                                : from_fp16(*area.at(n, y, i, c));
  return result;
}

torch::Tensor run(StepList& steps, const torch::Tensor& x) {
  tests::HostRunner runner;
  write(x, steps.input(), steps.type());
  for (size_t i = 0; i < steps.size(); ++i) steps.run(i, runner);
  return read(steps.output(), steps.type());
}

class StepLists : public testing::TestWithParam<PlaneType> {
 protected:
  std::shared_ptr<const PackedProgram> pack(const ModelSpec& spec,
                                            NormStats stats) {
    return std::make_shared<const PackedProgram>(
        lower(*p2p::tests::random_model(spec).generator, spec, stats),
        torch::kCPU, GetParam());
  }

  void expect_parity(const ModelCase& model, NormStats stats, int height,
                     int width, int batch) {
    SCOPED_TRACE(model.name + ", " + to_string(stats) + ", " +
                 std::to_string(width) + "x" + std::to_string(height) +
                 ", batch " + std::to_string(batch));
    const torch::Tensor x =
        p2p::tests::random_input(batch, model.spec.in_channels, height, width);
    StepList steps(pack(model.spec, stats), {width, height, batch});
    EXPECT_GE(decibels(run(steps, x),
                       p2p::tests::network_output(model.spec, stats, x)),
              least_decibels(GetParam()));
  }
};

TEST_P(StepLists, EqualTheNetwork) {
  for (const ModelCase& model : p2p::tests::model_cases())
    for (const NormStats stats : {NormStats::kRunning, NormStats::kFrame})
      expect_parity(model, stats, 64, 64, 1);
}

TEST_P(StepLists, EqualTheNetworkInOtherShapes) {
  for (const ModelCase& model : p2p::tests::model_cases())
    expect_parity(model, NormStats::kRunning, 32, 96, 1);
}

TEST_P(StepLists, SamplesOfABatchDoNotMix) {
  for (const ModelCase& model : p2p::tests::model_cases())
    for (const int batch : {2, 3, 4})
      expect_parity(model, NormStats::kFrame, 64, 64, batch);
}

TEST_P(StepLists, GiveTheSameForTheSameFrame) {
  const ModelSpec spec = p2p::tests::model_cases().front().spec;
  StepList steps(pack(spec, NormStats::kFrame), {64, 64, 1});
  const torch::Tensor x = p2p::tests::random_input(1, 3, 64, 64);
  const torch::Tensor first = run(steps, x);
  run(steps, -x);
  EXPECT_TRUE(run(steps, x).equal(first));
}

INSTANTIATE_TEST_SUITE_P(Types, StepLists,
                         testing::Values(PlaneType::kFp16, PlaneType::kBf16),
                         [](const auto& info) {
                           return std::string(info.param == PlaneType::kBf16
                                                  ? "bf16"
                                                  : "fp16");
                         });

}  // namespace
}  // namespace p2p::cuda
