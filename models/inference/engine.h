// SPDX-License-Identifier: MIT
// A loaded model that turns frames into frames.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <torch/types.h>

#include "models/inference/device.h"
#include "models/networks/generator.h"
#include "models/pixels/frame_planes.h"
#include "models/weights/model_file.h"
#include "models/weights/model_spec.h"

namespace p2p {

enum class Precision { kAuto, kFp32, kFp16, kBf16 };

const char* to_string(Precision precision);
Precision precision_from_string(const std::string& text);

struct EngineOptions {
  std::string device = "auto";
  Precision precision = Precision::kAuto;
  std::optional<NormStats> norm_stats = {};  ///< nothing: what the spec says
};

/// Something asked for does not go with this model or device.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A generator on its device. Not thread-safe: one thread makes, uses and
/// destroys it. Dropout is off.
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
  /// One line: device, precision and statistics, each with its reason.
  const std::string& summary() const { return summary_; }

  /// Makes buffers for frames of this size and runs the network once.
  void prepare(int width, int height);

  /// Input and output have the same size and colours that fit the spec. A size
  /// that was not prepared is prepared first.
  void run(const P2pFrame& input, const P2pFrame& output);

  /// The same for a whole picture: uint8 [H, W, in_channels] to
  /// [H, W, out_channels].
  torch::Tensor run(const torch::Tensor& picture);

 private:
  torch::Tensor forward();
  PlaneFormat format(int channels, const std::string& order) const;

  ModelSpec spec_;
  std::shared_ptr<Generator> generator_;
  torch::Device device_;
  Precision precision_;
  NormStats norm_stats_;
  std::string summary_;

  int width_ = 0, height_ = 0;  ///< of the prepared frames
  torch::Tensor input_;         ///< fp32 [1, C, padded H, padded W] on the CPU
};

}  // namespace p2p
