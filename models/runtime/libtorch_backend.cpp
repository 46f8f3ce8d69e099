// SPDX-License-Identifier: MIT
// The engine behind the C table, and its errors in the table's words.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/Exception.h>

#include "models/inference/engine.h"
#include "models/runtime/backend.h"
#include "models/runtime/error_text.h"

namespace p2p {
namespace {

Precision precision_of(P2pPrecision precision) {
  switch (precision) {
    case P2P_PRECISION_FP32:
      return Precision::kFp32;
    case P2P_PRECISION_FP16:
      return Precision::kFp16;
    case P2P_PRECISION_BF16:
      return Precision::kBf16;
    case P2P_PRECISION_INT8:
      return Precision::kInt8;
    case P2P_PRECISION_AUTO:
      break;
  }
  return Precision::kAuto;
}

P2pPrecision table_precision(Precision precision) {
  switch (precision) {
    case Precision::kFp16:
      return P2P_PRECISION_FP16;
    case Precision::kBf16:
      return P2P_PRECISION_BF16;
    case Precision::kInt8:
      return P2P_PRECISION_INT8;
    default:
      return P2P_PRECISION_FP32;
  }
}

EngineOptions engine_options(const P2pEngineOptions& options) {
  EngineOptions result{.device = options.device,
                       .precision = precision_of(options.precision),
                       .norm_stats = {},
                       .threads = options.threads,
                       .tile_size = options.tile_size,
                       .memory_limit = options.memory_limit};
  if (options.norm_stats == P2P_NORM_STATS_FRAME)
    result.norm_stats = NormStats::kFrame;
  if (options.norm_stats == P2P_NORM_STATS_RUNNING)
    result.norm_stats = NormStats::kRunning;
  return result;
}

/// LibTorch reports exhausted host memory as an ordinary error.
bool out_of_memory(const c10::Error& error) {
  const char* text = error.what_without_backtrace();
  return dynamic_cast<const c10::OutOfMemoryError*>(&error) ||
         std::strstr(text, "allocate memory") ||
         std::strstr(text, "CUDA error: out of memory");
}

RuntimeError translate(const c10::Error& error, P2pErrorCode otherwise,
                       const std::string& doing) {
  if (out_of_memory(error))
    return {P2P_ERROR_OUT_OF_MEMORY,
            "out of memory while " + doing +
                ": use smaller frames, a smaller model, or a device with more",
            error.what_without_backtrace()};
  // After such an error nothing on the GPU works in this process again.
  if (dynamic_cast<const c10::AcceleratorError*>(&error))
    return {P2P_ERROR_DEVICE,
            "the GPU failed while " + doing +
                ": start the program again, or choose device=cpu",
            error.what_without_backtrace()};
  return {otherwise, "LibTorch failed while " + doing,
          error.what_without_backtrace()};
}

RuntimeError unreadable(const std::system_error& error,
                        const std::string& path) {
  const int code = error.code().value();
  const bool missing = code == ENOENT || code == ENOTDIR;
  return {P2P_ERROR_MODEL_NOT_FOUND,
          missing ? "there is no model file '" + path +
                        "': set the property 'model' to a .safetensors file "
                        "made by pix2pix-trainer"
                  : "the model file '" + path +
                        "' cannot be read: " + error.code().message(),
          error.what()};
}

Engine load_engine(const P2pEngineOptions& options) {
  const std::string path = options.model_path;
  try {
    return Engine::load(path, engine_options(options));
  } catch (const FileFormatError& error) {
    throw RuntimeError(P2P_ERROR_MODEL_INVALID,
                       std::string(error.what()) +
                           "; copy the file again or choose another model");
  } catch (const std::system_error& error) {
    throw unreadable(error, path);
  } catch (const DeviceError& error) {
    throw RuntimeError(P2P_ERROR_DEVICE, error.what());
  } catch (const SettingsError& error) {
    throw RuntimeError(P2P_ERROR_SETTINGS, error.what());
  } catch (const c10::Error& error) {
    throw translate(error, P2P_ERROR_DEVICE, "loading '" + path + "'");
  } catch (const std::invalid_argument& error) {
    throw RuntimeError(P2P_ERROR_SETTINGS, error.what());
  }
}

/// Gives the GPU memory that LibTorch keeps back to the device.
struct GpuMemory {
  bool used = false;
  ~GpuMemory() {
    if (!used) return;
    try {
      at::getDeviceAllocator(torch::kCUDA)->emptyCache();
    } catch (const std::exception&) {
      // The device is lost, and its memory with it.
    }
  }
};

class LibtorchBackend : public Backend {
 public:
  explicit LibtorchBackend(const P2pEngineOptions& options)
      : engine_(load_engine(options)) {
    memory_.used = engine_.device().is_cuda();
  }

  P2pEngineInfo info() const override {
    P2pEngineInfo info{};
    info.in_channels = picture_channels(engine_.spec());
    info.takes_mask = engine_.spec().mask_input != MaskInput::kNone;
    info.out_channels = engine_.spec().out_channels;
    info.training_width = engine_.spec().training_width;
    info.training_height = engine_.spec().training_height;
    info.precision = table_precision(engine_.precision());
    info.norm_stats = engine_.norm_stats() == NormStats::kFrame
                          ? P2P_NORM_STATS_FRAME
                          : P2P_NORM_STATS_RUNNING;
    copy_text(info.device, sizeof(info.device), engine_.device().str().c_str());
    copy_text(info.summary, sizeof(info.summary), engine_.summary().c_str());
    return info;
  }

  /// Of frames with holes a region of unknown size is run: it is prepared when
  /// it is there.
  void prepare(int width, int height) override {
    try {
      if (info().takes_mask) {
        engine_.check_regions(width, height);
        width = std::min(width, engine_.spec().training_width);
        height = std::min(height, engine_.spec().training_height);
      }
      engine_.prepare(width, height);
    } catch (const SettingsError& error) {
      throw RuntimeError(P2P_ERROR_SETTINGS, error.what());
    } catch (const c10::Error& error) {
      throw translate(error, P2P_ERROR_DEVICE,
                      "preparing for frames of " + std::to_string(width) + "x" +
                          std::to_string(height));
    }
  }

  void run(const P2pJob& job) override {
    try {
      if (job.mask)
        engine_.fill_holes(job.input, *job.mask, job.output,
                           job.composition.feather);
      else
        engine_.run(job.input, job.output, job.composition);
    } catch (const SettingsError& error) {
      throw RuntimeError(P2P_ERROR_SETTINGS, error.what());
    } catch (const c10::Error& error) {
      throw translate(error, P2P_ERROR_FRAME, "running a frame");
    }
  }

 private:
  GpuMemory memory_;  ///< outlives the engine
  Engine engine_;
};

}  // namespace

std::unique_ptr<Backend> make_backend(const P2pEngineOptions& options) {
  return std::make_unique<LibtorchBackend>(options);
}

const char* backend_name() { return "libtorch"; }

}  // namespace p2p
