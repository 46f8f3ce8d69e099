// SPDX-License-Identifier: MIT
// The plan that runs the network's own modules, operator by operator, on any
// device.
#pragma once

#include <memory>

#include <torch/types.h>

#include "models/inference/plan.h"
#include "models/networks/generator.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// Moves the generator to `device`, its convolutions to `type` and channels
/// last. Norms stay fp32: their statistics and shifts do not fit into half
/// precision.
void convert_generator(Generator& generator, torch::Device device,
                       torch::ScalarType type);

/// `generator` has been converted to `device` and `type`, set to evaluation and
/// to its norm mode.
std::unique_ptr<Plan> make_plain_plan(std::shared_ptr<Generator> generator,
                                      const ModelSpec& spec,
                                      torch::Device device,
                                      torch::ScalarType type,
                                      const PlanShape& shape);

}  // namespace p2p
