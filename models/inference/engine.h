// SPDX-License-Identifier: MIT
// A loaded model that turns frames into frames.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <torch/types.h>

#include "models/inference/device.h"
#include "models/inference/kernels.h"
#include "models/inference/plan.h"
#include "models/inference/precision.h"
#include "models/inference/program.h"
#include "models/inference/tile_size.h"
#include "models/networks/generator.h"
#include "models/pixels/hole_seam.h"
#include "models/pixels/holes.h"
#include "models/weights/model_file.h"
#include "models/weights/model_spec.h"

namespace p2p {

struct EngineOptions {
  std::string device = "auto";
  Precision precision = Precision::kAuto;
  std::optional<NormStats> norm_stats = {};  ///< nothing: what the spec says
  Kernels kernels = Kernels::kAuto;
  int threads = 0;  ///< of the CPU; 0: as many as LibTorch takes
  /// Frames larger than this many pixels either way, rounded up to the
  /// network's multiple, are run in overlapping tiles of this size; 0: whole
  /// frames. Only with stored norm statistics: a tile's own would differ from
  /// the next one's.
  int tile_size = 0;
  /// MiB that the activations of a frame may take; frames that would take more
  /// are run in the largest tiles that fit. 0: no limit.
  int memory_limit = 0;
};

/// A generator on its device, which makes a plan for each frame size. Not
/// thread-safe: one thread makes, uses and destroys it. Dropout is off.
class Engine {
 public:
  /// Throws DeviceError, SettingsError, FileFormatError, std::system_error.
  static Engine load(const std::filesystem::path& path,
                     const EngineOptions& options);

  /// From a model in memory; the generator is taken over and converted.
  Engine(Model model, const DeviceChoice& device, const EngineOptions& options);

  const ModelSpec& spec() const { return spec_; }
  torch::Device device() const { return device_; }
  Precision precision() const { return precision_; }
  NormStats norm_stats() const { return norm_stats_; }
  Kernels kernels() const { return kernels_; }
  /// One line: device, precision, kernels and statistics, each with its reason.
  const std::string& summary() const { return summary_; }

  /// A plan for `batch` frames of this size at once, as it can run them: larger
  /// by what the network's multiple asks for. It may outlive the engine. Throws
  /// SettingsError for a size that no memory holds.
  std::unique_ptr<Plan> plan(int width, int height, int batch = 1) const;

  /// Makes the plan that run() uses for such frames and runs it once. The
  /// last one made is kept.
  void prepare(int width, int height, int batch = 1);

  /// Throws SettingsError if a region of such frames, as large as the frame at
  /// most, needs tiles that this model cannot be run in.
  void check_regions(int width, int height) const;

  /// Inputs and outputs are equally many, of one size, with colours that fit
  /// the spec. A size or number that was not prepared is prepared first. A
  /// composition that is not plain needs a spec with one output channel. Throws
  /// SettingsError for a model whose input has a channel for a mask.
  void run(std::span<const P2pFrame> inputs, std::span<const P2pFrame> outputs,
           const P2pComposition& composition = {});
  void run(const P2pFrame& input, const P2pFrame& output,
           const P2pComposition& composition = {});

  /// The same for a whole picture: uint8 [H, W, picture_channels] to
  /// [H, W, out_channels].
  torch::Tensor run(const torch::Tensor& picture);

  /// For models with a mask input. Fills the holes of `input`, which are 128
  /// and more in the grey frame `mask` of the same size; outside them `output`
  /// becomes `input`. Along the edge a hole's pixels are blended with their
  /// surroundings (hole_seam.h). Over `feather` pixels around a hole network
  /// and input are blended, so that nothing of what a hole covers is ever seen.
  /// Only a region around the holes (hole_region.h) goes through the network,
  /// which is then prepared for that instead of for whole frames; the plans of
  /// the last two sizes are kept, with a memory limit that of the last.
  void fill_holes(const P2pFrame& input, const P2pFrame& mask,
                  const P2pFrame& output, int feather = 0);

  /// The same for a whole picture uint8 [H, W, picture_channels] and its mask
  /// [H, W, 1].
  torch::Tensor fill_holes(const torch::Tensor& picture,
                           const torch::Tensor& mask, int feather = 0);

  /// Times of the steps of the prepared plan, with whatever is in its input.
  std::vector<StepTime> profile();

 private:
  using MakePlan = std::function<std::unique_ptr<Plan>(const PlanShape&)>;
  void check_tiles() const;
  int tile_size(const PlanShape& shape) const;
  std::unique_ptr<Plan> make_plan(const PlanShape& shape) const;
  /// `program` is read by all kernels but the plain ones.
  MakePlan plan_maker(std::shared_ptr<Generator> generator,
                      Program program) const;
  PlanShape padded(int width, int height, int batch) const;
  PlaneFormat input_format() const;
  PlaneFormat output_format() const;
  void prepare_region(int width, int height);
  void fill_region(const P2pFrame& input, const P2pFrame& mask,
                   const P2pFrame& output, int feather);

  ModelSpec spec_;
  torch::Device device_;
  Precision precision_;
  NormStats norm_stats_;
  Kernels kernels_;
  int tile_size_;             ///< 0: none asked for
  int64_t memory_limit_ = 0;  ///< bytes; 0: none
  ProgramMemory memory_;      ///< of the program, for the limit
  std::string summary_;
  MakePlan make_plan_;

  PlanShape shape_;  ///< of the prepared plan
  std::unique_ptr<Plan> plan_;
  std::vector<float> weights_;  ///< of the frames' masks, once needed
  HoleWeights hole_weights_;    ///< likewise
  HoleSeam hole_seam_;          ///< likewise
  /// Of the region before this one, for models that fill holes.
  PlanShape spare_shape_;
  std::unique_ptr<Plan> spare_plan_;
};

}  // namespace p2p
