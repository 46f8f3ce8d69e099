// SPDX-License-Identifier: MIT
// Models with random weights for the tests of plans.
#pragma once

#include <string>
#include <vector>

#include <torch/types.h>

#include "models/inference/plan.h"
#include "models/networks/norm.h"
#include "models/weights/model_file.h"

namespace p2p::tests {

/// A named spec.
struct ModelCase {
  std::string name;
  ModelSpec spec;
};

/// Every architecture, norm and point in which ports differ, small.
std::vector<ModelCase> model_cases();

/// Models with a mask channel, most of them partial convolutions, which not
/// every plan can run.
std::vector<ModelCase> masked_cases();

/// Weights, scales, shifts and running statistics that are all different, the
/// same for the same spec.
Model random_model(const ModelSpec& spec);

/// What the network makes of `x` [N, C, H, W].
torch::Tensor network_output(const ModelSpec& spec, NormStats stats,
                             const torch::Tensor& x);

/// Copies `x` [N, C, H, W] into the plan, runs it, and copies its result out.
torch::Tensor run_plan(Plan& plan, const torch::Tensor& x, int out_channels);

/// Values as pictures have them: in [-1, 1].
torch::Tensor random_input(int batch, int channels, int height, int width);

/// Of model_input().
constexpr int kHoleKinds = 5;

/// random_input() for the model, with a hole mask if it takes one: by sample a
/// box and single pixels, none, all, one half, strokes along and across the
/// border, and again.
torch::Tensor model_input(const ModelSpec& spec, int batch, int height,
                          int width);

}  // namespace p2p::tests
