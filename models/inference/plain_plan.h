// SPDX-License-Identifier: MIT
// The plan that runs the network's own modules, operator by operator, on any
// device.
#pragma once

#include <memory>
#include <optional>

#include <c10/core/Stream.h>
#include <torch/types.h>

#include "models/inference/plan.h"
#include "models/networks/generator.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// Moves the generator to `device`, its convolutions to `type` and channels
/// last, and waits until all is there. Norms stay fp32: their statistics and
/// shifts do not fit into half precision.
void convert_generator(Generator& generator, torch::Device device,
                       torch::ScalarType type);

/// Where and how plain plans of one network run.
struct PlainDevice {
  torch::Device device;
  torch::ScalarType type;
  /// Of a GPU, so that engines do not wait for each other; one for all plans of
  /// a network, since freed memory stays with the stream that it was used on.
  std::optional<c10::Stream> stream;
};
PlainDevice plain_device(torch::Device device, torch::ScalarType type);

/// `generator` has been converted to the device and type of `where`, set to
/// evaluation and to its norm mode.
std::unique_ptr<Plan> make_plain_plan(std::shared_ptr<Generator> generator,
                                      const ModelSpec& spec,
                                      const PlainDevice& where,
                                      const PlanShape& shape);

}  // namespace p2p
