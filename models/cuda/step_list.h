// SPDX-License-Identifier: MIT
// A program's steps over tensors of one device: LibTorch's convolutions, and
// our passes behind them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <torch/types.h>

#include "models/cuda/step_runner.h"
#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p::cuda {

/// A step's numbers on the device; the step without them.
struct PackedStep {
  std::string name;
  bool convolution = false;
  ConvStep conv;      ///< if `convolution`
  NormStep norm;      ///< otherwise
  bool bare = false;  ///< see is_bare()
  torch::Tensor weight, bias;
};

/// A prepared program, packed once for all frame sizes.
struct PackedProgram {
  /// `type` is kFp16 or kBf16. Throws as prepare_program() does.
  PackedProgram(const Program& program, torch::Device device, PlaneType type);

  torch::Device device;
  PlaneType type;
  std::vector<BufferShape> buffers;
  Place input, output;
  std::vector<PackedStep> steps;
};

/// The steps for frames of one shape. Its buffers stay where they are; results
/// of convolutions come from LibTorch's allocator, at the same places each time
/// when they are captured in a graph.
class StepList {
 public:
  /// The network's multiple divides the shape.
  StepList(std::shared_ptr<const PackedProgram> program,
           const PlanShape& shape);

  size_t size() const { return program_->steps.size(); }
  const PackedStep& operator[](size_t index) const {
    return program_->steps[index];
  }
  PlaneType type() const { return program_->type; }

  /// Steps run in their order, all of them. The runner and LibTorch queue on
  /// the same stream.
  void run(size_t index, StepRunner& runner);

  /// The picture and the result.
  Area input() const { return area(program_->input.buffer); }
  Area output() const { return area(program_->output.buffer); }

 private:
  Area area(int buffer) const;
  void allocate(int buffer, const PlanShape& shape);
  void allocate_statistics(const PlanShape& shape);
  void run_convolution(const PackedStep& step, StepRunner& runner);
  void run_norm(const PackedStep& step, StepRunner& runner);
  torch::Tensor convolve(const PackedStep& step) const;
  template <typename AnyStep>
  Finish finish_of(const AnyStep& step, const torch::Tensor& raw) const;
  Slice slice(const Place& place, const Activation& activation = {}) const;

  std::shared_ptr<const PackedProgram> program_;
  /// [N, H + 2 border, W + 2 border, C] each; of bare convolutions their
  /// latest results.
  std::vector<torch::Tensor> buffers_;
  std::vector<bool> bare_;
  torch::Tensor parts_, scale_, shift_;  ///< of the norm that is running
};

}  // namespace p2p::cuda
